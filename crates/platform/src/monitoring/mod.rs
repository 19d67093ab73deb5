//! Watching (K2): every server is asked from outside, around the clock, whether it does what it is there for. What goes
//! wrong becomes an incident with its times and with everything that was done about it, by itself and by people.
//!
//! What always holds: of each kind of trouble a server has one incident at a time, whoever raises it and however often;
//! an incident's lines are added and never changed; nobody is mailed twice about the same begin or end; nothing is done
//! by itself to a server that is held, suspended, stopped or in maintenance.

mod incident;
mod model;
mod store;
#[cfg(test)]
mod tests;
mod told;

pub use incident::{acknowledge, add, note, over, raise};
pub use model::{Incident, IncidentRefused, KINDS, Line, Standing, Trouble};
pub use store::incidents::{find, lines, list, of_server, running, running_of_server};
pub use store::standings::{standing, standings};
