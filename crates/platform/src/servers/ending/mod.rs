//! The end of a server (H6, D10): its customer gives notice, it works until the last day of the next month, then it is
//! deleted. Until that day's end the notice may be withdrawn.
//!
//! A server ends empty: notice is refused, with the list, while there are accounts besides the administrator's, and so
//! is the end itself if there are any on the day; then the server stays and goes on being billed. Nothing after the
//! last day is billed, however late the deletion comes; before it, the server hands over the rest of its journal, so
//! that its last month is whole.

mod end;
pub mod jobs;
mod left;
mod model;
pub mod pages;
mod remind;
pub mod routes;
pub mod rules;
mod store;
#[cfg(test)]
pub mod tests;
mod told;

pub use end::end;
pub use left::left;
pub use model::{Ending, Left, SaidBy, Way};
pub use remind::remind;
pub use rules::EndingRefused;
pub use store::{newest, noticed};

use super::{Note, Server, ServerRefused, host_name, note};
use crate::app::App;
use crate::events::{self, Actor, Happened};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::jobs::enqueue_at;
use hostler_kit::time::{day, day_start_ms};
use jiff::ToSpan;
use jobs::{EndServer, RemindOfEnding};

/// When reminders go out: nine in the morning where the provider is, about.
const REMINDED_AT_MS: i64 = 9 * 3_600_000;

/// Gives notice, if there are no accounts besides the administrator's.
pub async fn give(app: &App, server: &Server, by: &Actor) -> Result<Ending, Fault> {
    check_empty(app, server).await?;
    let mut tx = app.db.begin().await?;
    let ending = write(app, &mut tx, server, (by, Way::Portal)).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(ending)
}

/// Refuses while there are accounts besides the administrator's.
pub async fn check_empty(app: &App, server: &Server) -> Result<(), Fault> {
    may_end(server)?;
    let left = left(app, server).await?;
    match left.accounts.is_empty() {
        true => Ok(()),
        false => Err(EndingRefused::Accounts { accounts: left.accounts }.into()),
    }
}

fn may_end(server: &Server) -> Result<(), ServerRefused> {
    match server.desired() {
        super::plan::Desired::Gone => Err(ServerRefused::Gone),
        _ => Ok(()),
    }
}

/// Writes a notice, its jobs and its mails; [`check_empty`] was asked before.
pub async fn write(
    app: &App,
    tx: &mut Tx,
    server: &Server,
    (by, way): (&Actor, Way),
) -> Result<Ending, Fault> {
    let now_ms = app.now_ms();
    let (last_day, ends_at_ms) = rules::end_of_notice(now_ms, app.zone());
    let ending = Ending {
        id: Id::new(now_ms, &app.random),
        server_id: server.id.clone(),
        customer_id: server.customer_id.clone(),
        state: "noticed".into(),
        last_day: last_day.to_string(),
        ends_at_ms,
        given_at_ms: now_ms,
        given_by: by.id.clone(),
        given_name: by.name.clone(),
        way: way.as_str().into(),
        due_at_ms: None,
        closed_at_ms: None,
        closed_name: String::new(),
        accounts: String::new(),
    };
    if !store::insert(tx, &ending).await? {
        return Err(given(app, server).await?.into());
    }
    enqueue_at(tx, &EndServer { ending: ending.id.clone() }, now_ms, ends_at_ms).await?;
    for days in rules::REMINDERS {
        let at_ms = day_start_ms(last_day.saturating_sub(days.days()), app.zone()) + REMINDED_AT_MS;
        if at_ms > now_ms {
            enqueue_at(tx, &RemindOfEnding { ending: ending.id.clone(), days }, now_ms, at_ms).await?;
        }
    }
    tell(app, tx, by, (&ending, "server.notice-given")).await?;
    note(app, tx, &server.id, Note("notice-given", &ending.last_day)).await?;
    told::owners(app, tx, server, told::Told { key: "mail-notice-given", ending: &ending, accounts: &[] })
        .await?;
    Ok(ending)
}

async fn given(app: &App, server: &Server) -> Result<EndingRefused, sqlx::Error> {
    let standing = store::newest(&app.db, &server.id).await?;
    Ok(EndingRefused::Given { last_day: standing.map_or(String::new(), |ending| ending.last_day) })
}

/// Takes a notice back, until the end of the last day.
pub async fn withdraw(app: &App, server: &Server, by: &Actor) -> Result<Ending, Fault> {
    let mut tx = app.db.begin().await?;
    let withdrawn = store::withdraw(&mut tx, &server.id, &by.name, app.now_ms()).await?;
    let ending = withdrawn.ok_or(EndingRefused::NotGiven)?;
    tell(app, &mut tx, by, (&ending, "server.notice-withdrawn")).await?;
    note(app, &mut tx, &server.id, Note("notice-withdrawn", "")).await?;
    let told = told::Told { key: "mail-notice-withdrawn", ending: &ending, accounts: &[] };
    told::owners(app, &mut tx, server, told).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(ending)
}

/// The notice that stands for a server.
pub async fn standing(app: &App, server: &Id<Server>) -> Result<Option<Ending>, sqlx::Error> {
    Ok(store::newest(&app.db, server).await?.filter(Ending::is_noticed))
}

/// Days from today to the last day: 0 on the day itself.
fn days_left(app: &App, ending: &Ending) -> i64 {
    let today = day(app.now_ms(), app.zone());
    today.until(ending.last_day()).map_or(0, |span| i64::from(span.get_days()))
}

async fn tell(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (ending, kind): (&Ending, &'static str),
) -> Result<(), sqlx::Error> {
    let happened = Happened {
        kind,
        customer: Some(ending.customer_id.as_str()),
        subject: ending.server_id.as_str(),
        data: serde_json::json!({ "ending": ending.id, "last_day": ending.last_day, "way": ending.way }),
    };
    events::record(app, tx, by, happened).await?;
    Ok(())
}
