//! The relay as a program: killed under load, and between real Postfixes (K3).

mod kills;
mod mta;
mod postfix;
mod roles;
mod sink;
mod stage;
