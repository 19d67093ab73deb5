//! Looks: who wrote to whom about what is a customer's own affair. Staff see which mailboxes and folders a backup has and
//! bring them back; before they see what messages are about they say why, which the customer reads, and it holds for an
//! hour.

use super::model::Look;
use super::{Said, store, tell};
use crate::app::App;
use crate::events::Actor;
use crate::servers::{Note, Server, note};
use hostler_kit::http::{Args, Fault, Kind, Refuse};
use hostler_kit::id::Id;

/// How long one holds.
pub const HOLDS_MS: i64 = 3_600_000;
/// A reason that says nothing has fewer letters.
pub const SHORTEST: usize = 10;
pub const LONGEST: usize = 500;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LookRefused {
    #[error("a reason is needed to look at messages")]
    Closed,
    #[error("the reason is too short or too long")]
    Reason,
}

impl Refuse for LookRefused {
    fn kind(&self) -> Kind {
        match self {
            LookRefused::Closed => Kind::Forbidden,
            LookRefused::Reason => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            LookRefused::Closed => "look-closed",
            LookRefused::Reason => "look-reason",
        }
    }

    fn field(&self) -> Option<&'static str> {
        matches!(self, LookRefused::Reason).then_some("reason")
    }

    fn args(&self) -> Args {
        Args::from([("n", SHORTEST.to_string()), ("most", LONGEST.to_string())])
    }
}

/// Lets a member of staff look for an hour, and tells the customer why.
pub async fn open(app: &App, server: &Server, (reason, by): (&str, &Actor)) -> Result<Look, Fault> {
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    if !(SHORTEST..=LONGEST).contains(&reason.chars().count()) {
        return Err(LookRefused::Reason.into());
    }
    let look = Look {
        id: Id::new(app.now_ms(), &app.random),
        server_id: server.id.clone(),
        by_id: by.id.clone(),
        by_name: by.name.clone(),
        reason,
        from_ms: app.now_ms(),
        until_ms: app.now_ms() + HOLDS_MS,
    };
    let mut tx = app.db.begin().await?;
    store::insert_look(&mut tx, &look).await?;
    let data = serde_json::json!({ "reason": look.reason, "until_ms": look.until_ms });
    tell(app, &mut tx, Said { server, kind: "backup.looked-into", data }, by).await?;
    note(app, &mut tx, &server.id, Note("looked-into", &format!("{}: {}", look.by_name, look.reason)))
        .await?;
    tx.commit().await?;
    Ok(look)
}

/// Refused unless they said why within the last hour.
pub async fn may(app: &App, server: &Server, by: &Actor) -> Result<(), Fault> {
    match store::look_of(&app.db, (&server.id, &by.id), app.now_ms()).await? {
        Some(_) => Ok(()),
        None => Err(LookRefused::Closed.into()),
    }
}
