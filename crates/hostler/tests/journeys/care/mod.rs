//! Care: what the seed says about backup, watching and the fallback mail server, a journey for each.

mod backup;
mod bucket;
mod certificates;
mod fallback;
mod faults;
mod lost;
mod machine;
mod scanned;
mod updates;
mod vantage;
mod watching;
