//! Care: what the seed says about backup, watching and the fallback mail server, a journey for each.

mod backup;
mod fallback;
mod faults;
mod vantage;
mod watching;
