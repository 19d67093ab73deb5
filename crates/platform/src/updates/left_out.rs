//! Servers that do not get an update with the others: staff leave one out by hand, with a reason that its customer reads,
//! and let it take part again; one that did not run, or could not be restarted, is caught up by itself, in a later night
//! (K4).

use super::model::{Member, Rollout, UpdateRefused};
use super::run::{self, Turn};
use super::{rules, slip, store, told};
use crate::app::App;
use crate::events::{self, Actor, Happened};
use crate::monitoring;
use crate::servers::{self, Note, Server, builds, note};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;

/// Longest reason that is kept, in characters.
const LONGEST: usize = 500;

type Both<'a> = (&'a Id<Rollout>, &'a Id<Server>);

/// Staff leave a server out of a rollout. Its rollout goes on without it, and it counts as no failure any more.
///
/// # Errors
/// There is no reason, it is not in this rollout, it is being updated or has the build, or the rollout was abandoned.
pub async fn leave_out(app: &App, by: &Actor, (both, because): (Both<'_>, &str)) -> Result<Member, Fault> {
    let because: String = because.trim().chars().take(LONGEST).collect();
    if because.is_empty() {
        return Err(UpdateRefused::NoReason.into());
    }
    let (rollout, member, server) = found(app, both).await?;
    if !rollout.is_active() && rollout.state != "done" {
        return Err(UpdateRefused::NotNow.into());
    }
    let mut tx = app.db.begin().await?;
    if !store::leave_out(&mut tx, &member, (&because, &by.name), app.now_ms()).await? {
        return Err(UpdateRefused::NotWaiting.into());
    }
    monitoring::over(app, &mut tx, (Some(&server.id), "update-failed")).await?;
    note(app, &mut tx, &server.id, Note("update-left-out", &because)).await?;
    tell(app, &mut tx, by, (&server, &member, "server.update-left-out")).await?;
    if member.stage > 0 {
        told::left_out(app, &mut tx, (&server, &because)).await?;
    }
    tx.commit().await?;
    app.wake.wake();
    now(app, both).await
}

/// A server that staff left out takes part again, from the next time on at which servers may be restarted.
///
/// # Errors
/// Nobody left it out by hand, the rollout was abandoned, or a newer one has begun.
pub async fn take_in(app: &App, by: &Actor, both: Both<'_>) -> Result<Member, Fault> {
    let (rollout, member, server) = found(app, both).await?;
    if !rollout.is_active() && rollout.state != "done" {
        return Err(UpdateRefused::NotNow.into());
    }
    if store::newest(&app.db, &rollout.product).await?.is_none_or(|newest| newest.id != rollout.id) {
        return Err(UpdateRefused::Superseded.into());
    }
    if !member.is_left_out_by_hand() {
        return Err(UpdateRefused::NotLeftOut.into());
    }
    let mut tx = app.db.begin().await?;
    if wait_again(app, &mut tx, (&rollout, &member), &server).await? {
        tell(app, &mut tx, by, (&server, &member, "server.update-taken-in")).await?;
    }
    tx.commit().await?;
    app.wake.wake();
    now(app, both).await
}

async fn now(app: &App, both: Both<'_>) -> Result<Member, Fault> {
    store::member(&app.db, both).await?.ok_or_else(Fault::missing)
}

async fn found(app: &App, both: Both<'_>) -> Result<(Rollout, Member, Server), Fault> {
    let rollout = store::find(&app.db, both.0).await?.ok_or_else(Fault::missing)?;
    let server = servers::find(&app.db, both.1).await?.ok_or_else(Fault::missing)?;
    let member = store::member(&app.db, both).await?.ok_or(UpdateRefused::NotInIt)?;
    Ok((rollout, member, server))
}

/// It waits from the next open hours on, but not before its customer has known of it for as long as of any update.
async fn wait_again(
    app: &App,
    tx: &mut Tx,
    (rollout, member): (&Rollout, &Member),
    server: &Server,
) -> Result<bool, sqlx::Error> {
    let (terms, kind, now_ms) = (&app.catalogue.updates, rollout.kind(), app.now_ms());
    let due_at_ms = match member.stage {
        0 => now_ms,
        _ => rules::opens(terms, kind, now_ms + rules::notice_ms(terms, kind), app.zone()),
    };
    // Of one that comes and goes by itself its owner does not hear each time.
    let is_told = member.stage > 0 && (member.is_left_out_by_hand() || !slip::was_just_told(member, now_ms));
    let told_again_at_ms = if is_told { Some(now_ms) } else { member.told_again_at_ms };
    if !store::wait_again(tx, member, (due_at_ms, told_again_at_ms)).await? {
        return Ok(false);
    }
    note(app, tx, &server.id, Note("update-planned", "")).await?;
    if is_told {
        told::announce(app, tx, (rollout, &Member { due_at_ms, ..member.clone() }), server).await?;
    }
    Ok(true)
}

/// Servers that could not be restarted when it was their turn, and can now, are caught up.
pub async fn catch_up(app: &App) -> Result<(), Fault> {
    for product in servers::PRODUCTS {
        let newest = store::newest(&app.db, product).await?;
        let Some(rollout) = newest.filter(|one| one.is_running() || one.state == "done") else { continue };
        let Some(build) = builds::find(&app.db, &rollout.build_id).await? else { continue };
        for member in store::left_out(&app.db, &rollout.id).await? {
            let Some(server) = servers::find(&app.db, &member.server_id).await? else { continue };
            let ready = run::turn(app, &server).await? == Turn::Ready;
            if ready && server.wanted_build() != build.parts() {
                let mut tx = app.db.begin().await?;
                wait_again(app, &mut tx, (&rollout, &member), &server).await?;
                tx.commit().await?;
            }
        }
    }
    Ok(())
}

async fn tell(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (server, member, kind): (&Server, &Member, &'static str),
) -> Result<(), sqlx::Error> {
    let happened = Happened {
        kind,
        customer: Some(server.customer_id.as_str()),
        subject: server.id.as_str(),
        data: serde_json::json!({ "rollout": member.rollout_id.as_str() }),
    };
    events::record(app, tx, by, happened).await?;
    Ok(())
}
