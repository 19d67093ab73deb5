//! The client commands: a customer's and the staff's day-to-day work from a terminal or a script.
//!
//! Each is a thin client over the JSON API through the portal: the platform and the server decide, refuse and put it
//! in words; here is only what is asked for and how the answer is laid out.

pub mod answer;
mod backup;
mod certificate;
mod debit;
mod domain;
mod event;
pub mod exit;
mod fallback;
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
mod payment;
mod people;
mod portal;
pub mod prompt;
mod release;
mod reminder;
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

use answer::{Refusal, Shown};
use clap::{Args, Subcommand, ValueEnum};
use portal::Portal;
use std::future::Future;
use std::pin::Pin;
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Command {
    SignIn(session::SignIn),
    SignOut(session::SignOut),
    Whoami(session::Whoami),
    /// Your servers: list, look at one, order one
    Server(server::Arguments),
    /// Mailboxes of a server: list, create, delete, import
    Mailbox(mailbox::Arguments),
    /// Mail domains of a server: list, add, delete
    Domain(domain::Arguments),
    Users(users::Arguments),
    Backup(backup::Arguments),
    /// Certificates of servers: list, renew
    Certificate(certificate::Arguments),
    /// Host names of your own for a server: list, add, look-up, remove
    HostName(host_name::Arguments),
    /// Your invoices: list, look at one, save one as PDF
    Invoice(invoice::Arguments),
    Mandate(mandate::Arguments),
    Debit(debit::Arguments),
    /// Licences: what they cost, and orders for them
    Shop(shop::Arguments),
    People(people::Arguments),
    /// Staff: the job queue
    Job(job::Arguments),
    /// Staff: look at a month's bills, and close it
    Month(month::Arguments),
    Ledger(ledger::Arguments),
    Reminder(reminder::Arguments),
    Incident(incident::Arguments),
    Maintenance(maintenance::Arguments),
    Update(update::Arguments),
    Vantage(vantage::Arguments),
    /// Staff: the mail that was sent
    Mail(mail::Arguments),
    /// Mail that waits for servers that are down: status, list; staff: hold, release, deliver, discard
    Fallback(fallback::Arguments),
    Statement(statement::Arguments),
    Payment(payment::Arguments),
    /// Staff: publish versions for customers' own machines, and withdraw them
    Release(release::Arguments),
    /// What happened and who did it
    Event(event::Arguments),
    /// Your API tokens: list, create, revoke
    ///
    /// For people who are signed in: no API token opens these.
    Token(token::Arguments),
    /// Addresses that events are sent to: list, create, ping, rotate, delete, deliveries, replay
    Webhook(webhook::Arguments),
    /// Licences: list, show, register without a network, move; staff: withdraw, what expires when
    Licence(licence::Arguments),
    /// Registration keys: what one is; staff: issue by hand, withdraw
    Key(key::Arguments),
}

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
}

pub fn run(command: &Command) -> ExitCode {
    if let Command::Vantage(command) = command
        && let Some((arguments, portal)) = command.runs()
    {
        return crate::vantage::run(arguments, &portal);
    }
    let ask: &dyn Ask = match command {
        Command::SignIn(command) => command,
        Command::SignOut(command) => command,
        Command::Whoami(command) => command,
        Command::Server(command) => command,
        Command::Backup(command) => command,
        Command::Certificate(command) => command,
        Command::HostName(command) => command,
        Command::Mailbox(command) => command,
        Command::Domain(command) => command,
        Command::Users(command) => command,
        Command::Invoice(command) => command,
        Command::Mandate(command) => command,
        Command::Debit(command) => command,
        Command::Shop(command) => command,
        Command::People(command) => command,
        Command::Job(command) => command,
        Command::Month(command) => command,
        Command::Ledger(command) => command,
        Command::Reminder(command) => command,
        Command::Incident(command) => command,
        Command::Maintenance(command) => command,
        Command::Update(command) => command,
        Command::Vantage(command) => command,
        Command::Mail(command) => command,
        Command::Fallback(command) => command,
        Command::Statement(command) => command,
        Command::Payment(command) => command,
        Command::Release(command) => command,
        Command::Event(command) => command,
        Command::Token(command) => command,
        Command::Webhook(command) => command,
        Command::Licence(command) => command,
        Command::Key(command) => command,
    };
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
