//! The engines that carry a server's mail: Postfix takes it in and sends it out, Dovecot keeps it and hands it to
//! mail programs.
//!
//! They own nothing: the appliance decides who has a mailbox ([`MailSetup`]) and renders what they read. Settings
//! (`postfix`, `dovecot`) change only with the host name or the administrator; who exists is in SQLite files
//! ([`Maps`]) that both read afresh for every mail and every sign-in, so a new mailbox works at once.

pub mod address;
pub mod dovecot;
pub mod files;
pub mod maps;
pub mod model;
pub mod postfix;
pub mod queue;
pub mod rows;
pub mod sessions;
pub mod sni;

#[cfg(test)]
mod tests;

pub use files::File;
pub use maps::Maps;
pub use model::{Alias, MailSetup, Mailbox, ProbeMailbox, Site};
pub use postfix::Intake;

use crate::supervise::Program;
use hostler_wire::bootstrap::Drill;

/// All settings of all engines; write them with [`files::write`].
pub fn settings(site: &Site, intake: Intake) -> Vec<File> {
    [postfix::files(site, intake), dovecot::files(site)].concat()
}

/// The engines in the order in which they stop: first nothing new comes in, then what is there can be put away.
/// In a drill nothing is sent and nothing is taken in: mail can be read.
pub fn programs(site: &Site, drill: Option<&Drill>) -> Vec<Program> {
    match drill {
        Some(_) => vec![dovecot::program(site)],
        None => vec![postfix::program(site), dovecot::program(site)],
    }
}
