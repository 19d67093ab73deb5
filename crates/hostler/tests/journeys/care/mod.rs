//! Care: what the seed says about backup, watching and the fallback mail server, a journey for each.

mod backup;
mod bucket;
mod fallback;
mod lost;
mod watching;
