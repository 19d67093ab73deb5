//! Care: what the seed says about backup, watching and the fallback mail server, a journey for each.

mod backup;
mod certificates;
mod fallback;
mod updates;
mod faults;
mod vantage;
mod watching;
