//! What happened on this server, for its administrators: who did what, and when.

pub mod pages;
pub mod routes;

use crate::accounts::{Actor, Page};
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::{Id, Named};
use hostler_kit::random::Random;
use serde::Serialize;
use sqlx::FromRow;

/// What was done; its sentence is the fluent message `history-<code>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    ServerStarted,
    DomainAdded,
    DomainDeleted,
    MailboxCreated,
    MailboxDeleted,
    MailboxDisabled,
    MailboxEnabled,
    MailboxRenamed,
    QuotaChanged,
    PasswordChanged,
    AliasCreated,
    AliasDeleted,
    /// Its last target went.
    AliasEnded,
    /// The subject says how many.
    MailboxesImported,
    LicenceInstalled,
    LicenceGivenUp,
    UpdateBegun,
    WayBackBegun,
    /// Somebody said yes to a version that is not certified; the detail is the scheme.
    UncertifiedAccepted,
    UpdateInstalled,
    WentBack,
    /// It did not come up, and the version before runs again.
    UpdateUndone,
    UpdateFailed,
    /// Its whole folder was put back from a backup.
    ServerRestored,
}

impl Action {
    pub const ALL: [Action; 24] = [
        Action::ServerStarted,
        Action::DomainAdded,
        Action::DomainDeleted,
        Action::MailboxCreated,
        Action::MailboxDeleted,
        Action::MailboxDisabled,
        Action::MailboxEnabled,
        Action::MailboxRenamed,
        Action::QuotaChanged,
        Action::PasswordChanged,
        Action::AliasCreated,
        Action::AliasDeleted,
        Action::AliasEnded,
        Action::MailboxesImported,
        Action::LicenceInstalled,
        Action::LicenceGivenUp,
        Action::UpdateBegun,
        Action::WayBackBegun,
        Action::UncertifiedAccepted,
        Action::UpdateInstalled,
        Action::WentBack,
        Action::UpdateUndone,
        Action::UpdateFailed,
        Action::ServerRestored,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Action::ServerStarted => "server-started",
            Action::DomainAdded => "domain-added",
            Action::DomainDeleted => "domain-deleted",
            Action::MailboxCreated => "mailbox-created",
            Action::MailboxDeleted => "mailbox-deleted",
            Action::MailboxDisabled => "mailbox-disabled",
            Action::MailboxEnabled => "mailbox-enabled",
            Action::MailboxRenamed => "mailbox-renamed",
            Action::QuotaChanged => "quota-changed",
            Action::PasswordChanged => "password-changed",
            Action::AliasCreated => "alias-created",
            Action::AliasDeleted => "alias-deleted",
            Action::AliasEnded => "alias-ended",
            Action::MailboxesImported => "mailboxes-imported",
            Action::LicenceInstalled => "licence-installed",
            Action::LicenceGivenUp => "licence-given-up",
            Action::UpdateBegun => "update-begun",
            Action::WayBackBegun => "way-back-begun",
            Action::UncertifiedAccepted => "uncertified-accepted",
            Action::UpdateInstalled => "update-installed",
            Action::WentBack => "went-back",
            Action::UpdateUndone => "update-undone",
            Action::UpdateFailed => "update-failed",
            Action::ServerRestored => "server-restored",
        }
    }
}

/// A line to add.
pub struct Line<'a> {
    pub at_ms: i64,
    pub actor: &'a Actor,
    pub action: Action,
    pub subject: &'a str,
    /// What the sentence names beside the subject; may be empty.
    pub detail: &'a str,
    /// The number of the change, and the line's place in it.
    pub place: (i64, i64),
}

/// A line as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow)]
pub struct Event {
    pub id: Id<Event>,
    pub at_ms: i64,
    /// The person's id, or `server`.
    pub person: String,
    pub name: String,
    pub action: String,
    pub subject: String,
    pub detail: String,
}

impl Named for Event {
    const PREFIX: &'static str = "evt";
}

pub async fn add(tx: &mut Tx, line: &Line<'_>, random: &Random) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO history (revision, line, id, at_ms, person, name, action, subject, detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(line.place.0)
    .bind(line.place.1)
    .bind(Id::<Event>::new(line.at_ms, random))
    .bind(line.at_ms)
    .bind(&line.actor.person)
    .bind(&line.actor.name)
    .bind(line.action.code())
    .bind(line.subject)
    .bind(line.detail)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Newest first, and how many there are in all.
pub async fn list(db: &Db, page: Page) -> Result<(Vec<Event>, i64), sqlx::Error> {
    let total = sqlx::query_scalar("SELECT COUNT(*) FROM history").fetch_one(db.read()).await?;
    let events = sqlx::query_as(
        "SELECT id, at_ms, person, name, action, subject, detail FROM history
         ORDER BY revision DESC, line DESC LIMIT $1 OFFSET $2",
    )
    .bind(page.limit)
    .bind(page.offset)
    .fetch_all(db.read())
    .await?;
    Ok((events, total))
}

/// What happened to one thing, newest first.
pub async fn about(db: &Db, subject: &str, limit: i64) -> Result<Vec<Event>, sqlx::Error> {
    sqlx::query_as(
        "SELECT id, at_ms, person, name, action, subject, detail FROM history WHERE subject = $1
         ORDER BY revision DESC, line DESC LIMIT $2",
    )
    .bind(subject)
    .bind(limit)
    .fetch_all(db.read())
    .await
}
