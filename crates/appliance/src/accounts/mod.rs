//! Who has mail on this server: its domains, mailboxes and aliases. The accounts are the appliance's own; the engines
//! read what is rendered from them, the journal records each change, and what is billed is counted from that (P1).
//!
//! Every verb is one transaction: the change, its journal entry and its line in the history stand together or not at
//! all. Every address is in one table, so a mailbox and an alias can never have the same one.

mod administrator;
mod aliases;
mod change;
mod counting;
mod domains;
pub mod import;
mod mailboxes;
mod model;
pub mod pages;
mod refusals;
pub mod routes;
mod rules;
mod store;

#[cfg(test)]
mod tests;

pub use administrator::{
    NewAdministrator, administrator_by_password, check_administrator, check_new_password,
    ensure_administrator, write_administrator, write_new_password,
};
pub use aliases::{create_alias, delete_alias};
pub use change::{Actor, Change};
pub use counting::items;
pub use domains::{add_domain, delete_domain};
pub use mailboxes::{
    Edit, NewMailbox, change_password, create_mailbox, delete_mailbox, disable_mailbox, edit_mailbox,
    enable_mailbox,
};
pub use model::{Account, Alias, Domain, MailboxQuery, Order, Page, Removal, State};
pub use refusals::{AccountsError, Refusal};
pub use rules::{MOST_ALIASES, MOST_DOMAINS, MOST_MAILBOXES, MOST_TARGETS, domain as host_name};
pub use store::{
    administrator, alias, aliases, aliases_to, all_accounts, domain, domains, finish_removal, mail_setup,
    mailbox, mailbox_by_address, mailboxes, removals, revision, totals,
};
