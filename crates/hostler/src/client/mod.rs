//! The client commands: a customer's and the staff's day-to-day work from a terminal or a script.
//!
//! Each is a thin client over the JSON API through the portal: the platform and the server decide, refuse and put it
//! in words; here is only what is asked for and how the answer is laid out. [`NOUNS`] is the table of them all. A noun's
//! module has its verbs with their words and arguments, says which request each makes ([`request`]), and names the
//! fields of the answer that people see ([`table`]).

pub mod answer;
mod backup;
mod certificate;
mod debit;
mod domain;
mod event;
pub mod exit;
mod fallback;
mod files;
mod group;
mod host_name;
mod incident;
mod invoice;
mod job;
mod kept;
mod key;
mod ledger;
mod licence;
mod mail;
mod mailbox;
mod maintenance;
mod mandate;
mod month;
mod noun;
mod payment;
mod people;
mod portal;
pub mod prompt;
mod release;
mod reminder;
mod request;
mod server;
mod session;
mod shop;
mod statement;
pub mod table;
mod token;
mod update;
mod users;
mod vantage;
mod webhook;

pub use exit::EXIT_CODES;
pub use noun::Command;

use answer::{Refusal, Shown};
use clap::{Args, ValueEnum};
use noun::{Noun, group};
use portal::Portal;
use std::future::Future;
use std::pin::Pin;
use std::process::ExitCode;

/// Every client command.
const NOUNS: &[Noun] = &[
    Noun::new::<session::SignIn>("sign-in"),
    Noun::new::<session::SignOut>("sign-out"),
    Noun::new::<session::Whoami>("whoami"),
    group::<server::What>("server", "Your servers: list, look at one, order one"),
    group::<mailbox::What>("mailbox", "Mailboxes of a server: list, create, delete, import"),
    group::<domain::What>("domain", "Mail domains of a server: list, add, delete"),
    Noun::new::<users::Arguments>("users"),
    group::<backup::What>(
        "backup",
        "Backups of your servers: list, have one made, restore; on the installation's machine: export the keys",
    ),
    group::<certificate::What>("certificate", "Certificates of servers: list, renew"),
    group::<host_name::What>("host-name", "Host names of your own for a server: list, add, look-up, remove"),
    group::<invoice::What>("invoice", "Your invoices: list, look at one, save one as PDF"),
    group::<mandate::What>(
        "mandate",
        "Mandates for direct debit: list, show, withdraw; they are signed in the portal",
    ),
    group::<debit::What>("debit", "Staff: direct debits, the files for the bank, its answers"),
    group::<shop::What>("shop", "Licences: what they cost, and orders for them"),
    Noun::new::<people::Arguments>("people"),
    group::<job::What>("job", "Staff: the job queue"),
    group::<month::What>("month", "Staff: look at a month's bills, and close it"),
    group::<ledger::What>("ledger", "Staff: the ledger, its trial balance and its files for the bookkeeper"),
    group::<reminder::What>("reminder", "Staff: who is overdue, letters to them, waiting"),
    group::<incident::What>("incident", "Staff: incidents: list, look at one, take one on, add a note"),
    group::<maintenance::What>("maintenance", "Staff: maintenance: list, announce, take back"),
    group::<update::What>(
        "update",
        "Staff: updates of hosted servers: what there is, start, show, pause, resume, abandon, test servers",
    ),
    Noun::new::<vantage::Arguments>("vantage"),
    group::<mail::What>("mail", "Staff: the mail that was sent"),
    group::<fallback::What>(
        "fallback",
        "Mail that waits for servers that are down: status, list; staff: hold, release, deliver, discard",
    ),
    group::<statement::What>("statement", "Staff: take in the bank's statements, see how the account stands"),
    group::<payment::What>("payment", "Staff: payments, what they were for, credit that is paid back"),
    group::<release::What>(
        "release",
        "Staff: publish versions for customers' own machines, and withdraw them",
    ),
    group::<event::What>("event", "What happened and who did it"),
    group::<token::What>("token", "Your API tokens: list, create, revoke")
        .more("For people who are signed in: no API token opens these."),
    group::<webhook::What>(
        "webhook",
        "Addresses that events are sent to: list, create, ping, rotate, delete, deliveries, replay",
    ),
    group::<licence::What>(
        "licence",
        "Licences: list, show, register without a network, move; staff: withdraw, what expires when",
    ),
    group::<key::What>("key", "Registration keys: what one is; staff: issue by hand, withdraw"),
];

/// What every client command is told alike.
#[derive(Args, Debug, Clone)]
#[command(next_help_heading = "Options of every client command")]
pub struct Connection {
    /// The portal [default: the one signed in to, or http://127.0.0.1:8080]
    #[arg(long, env = "HOSTLER_PORTAL", hide_env_values = true, value_name = "URL", global = true)]
    portal: Option<String>,
    /// Resellers: act for this customer of yours, by its id
    #[arg(
        long = "for",
        env = "HOSTLER_CUSTOMER",
        hide_env_values = true,
        value_name = "CUSTOMER",
        global = true
    )]
    customer: Option<String>,
    /// Language of sentences [default: that of LC_ALL, LC_MESSAGES or LANG, or the person's own]
    #[arg(long, global = true)]
    language: Option<Language>,
    /// Print the API's body, and a refusal as problem+json on standard error
    #[arg(long, global = true)]
    json: bool,
}

impl Connection {
    /// The portal that is named, or the one on this machine.
    fn portal_or_here(&self) -> String {
        self.portal.clone().unwrap_or_else(|| portal::DEFAULT.to_string())
    }
}

#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    En,
    Nl,
}

impl Language {
    fn code(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Nl => "nl",
        }
    }

    /// Of a locale such as `nl_NL.UTF-8`; none where it says nothing (`C`, `POSIX`).
    fn of_locale(locale: &str) -> Option<Language> {
        match locale.split(['_', '.', '@', '-']).next() {
            Some("nl") => Some(Language::Nl),
            Some("en") => Some(Language::En),
            _ => None,
        }
    }

    fn of_environment() -> Option<Language> {
        let set = |name: &&str| std::env::var(name).is_ok_and(|value| !value.is_empty());
        let name = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find(|name| set(name))?;
        Language::of_locale(&std::env::var(name).ok()?)
    }
}

type Work<'a> = Pin<Box<dyn Future<Output = Result<Shown, Refusal>> + 'a>>;

/// A command that asks the portal.
trait Ask {
    fn connection(&self) -> &Connection;
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a>;
    /// What runs without signing anybody in, once it has ended.
    fn by_itself(&self) -> Option<ExitCode> {
        None
    }
}

pub fn run(command: &Command) -> ExitCode {
    let Command(ask) = command;
    if let Some(ended) = ask.by_itself() {
        return ended;
    }
    let connection = ask.connection();
    let answer = runtime().and_then(|runtime| {
        let portal = Portal::connect(connection)?;
        runtime.block_on(ask.ask(&portal))
    });
    answer::print(answer, connection.json)
}

fn runtime() -> Result<tokio::runtime::Runtime, Refusal> {
    rustls::crypto::ring::default_provider().install_default().ok();
    let made = tokio::runtime::Builder::new_current_thread().enable_all().build();
    made.map_err(|error| {
        Refusal::own("no-threads", format!("The program cannot start its threads: {error}."))
    })
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn languages_of_locales() {
        for (locale, expect) in [
            ("nl_NL.UTF-8", Some(Language::Nl)),
            ("nl", Some(Language::Nl)),
            ("en_GB", Some(Language::En)),
            ("C.UTF-8", None),
            ("POSIX", None),
            ("nlx_XX", None),
            ("", None),
        ] {
            assert_eq!(Language::of_locale(locale), expect, "{locale}");
        }
    }
}
