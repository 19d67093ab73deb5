//! The fallback mail server (K3): takes mail while a customer's own server is down, keeps it on disk, and hands it on
//! when that server is back. The sender sees no error and no message is lost, not when this program is killed either.
//!
//! It knows domains, recipients and next hops from a [`table`], and nothing of customers. What always holds:
//!
//! 1. 250 is said when the message is on disk ([`queue`]), and not before.
//! 2. Nobody ever gets a bounce: what cannot be delivered is held and told, never sent back.
//! 3. A message is forgotten when the primary said 250 to it, or a person said so.

pub mod admin;
mod calls;
pub mod checks;
pub mod deliver;
pub mod queue;
pub mod run;
pub mod settings;
pub mod smtp;
pub mod table;
