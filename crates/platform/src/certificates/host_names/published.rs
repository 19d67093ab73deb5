//! Which addresses servers' own names have in DNS: one that several have does not say which of them is meant (H3). All are
//! looked up again and again, so that a name that leads to one of them needs no look at all the others.

use super::look_up::records;
use super::model::Whose;
use super::{AT_ONCE, SIDE_BY_SIDE, store};
use crate::app::App;
use crate::certificates::due::Walk;
use crate::fallback::resolver;
use crate::servers::{self, Phase, Server, host_name};
use futures_util::StreamExt;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use mail_auth::hickory_resolver::TokioResolver;
use std::net::IpAddr;

/// An address is looked up again after so long, and where DNS did not answer.
const AGAIN_MS: i64 = 12 * 3_600_000;
const SOON_MS: i64 = 10 * 60_000;

/// Whose a server's addresses are, as far as other servers' are known.
pub async fn others(app: &App, (server, addresses): (&Server, &[IpAddr])) -> Result<Whose, sqlx::Error> {
    for address in addresses {
        if store::has_another(&app.db, (&server.id, &address.to_string())).await? {
            return Ok(Whose::Several);
        }
    }
    let all_known = !store::is_any_unknown(&app.db, &server.id).await?;
    Ok(if all_known { Whose::ItsOwn } else { Whose::NotKnown })
}

/// Looks up the servers' own names whose time it is; new servers' first.
pub async fn look(app: &App, walk: &mut Walk) -> Result<(), Fault> {
    begin_new(app, walk).await?;
    let due = store::published_due(&app.db, app.now_ms(), AT_ONCE).await?;
    let resolver = resolver(app.settings.inbox_dns).map_err(Fault::broken)?;
    let mut looked = futures_util::stream::iter(due)
        .map(|server| look_up(app, &resolver, server))
        .buffer_unordered(SIDE_BY_SIDE);
    while let Some(done) = looked.next().await {
        done?;
    }
    Ok(())
}

async fn begin_new(app: &App, walk: &mut Walk) -> Result<(), sqlx::Error> {
    walk.again();
    while let Some((servers, (after, to))) = walk.piece(app).await? {
        let known = store::published_known(&app.db, (&after, &to)).await?;
        let new: Vec<_> = servers.into_iter().filter(|server| !known.contains(&server.id)).collect();
        if !new.is_empty() {
            let mut tx = app.db.begin().await?;
            for server in &new {
                store::begin_published(&mut tx, &server.id).await?;
            }
            tx.commit().await?;
        }
    }
    Ok(())
}

async fn look_up(app: &App, resolver: &TokioResolver, id: Id<Server>) -> Result<(), Fault> {
    let server = servers::find(&app.db, &id).await?.filter(|server| server.phase() != Phase::Gone);
    let Some(server) = server else {
        let mut tx = app.db.begin().await?;
        store::forget_published(&mut tx, &id).await?;
        return Ok(tx.commit().await?);
    };
    let found = records(resolver, &host_name(app, &server)).await;
    let now_ms = app.now_ms();
    let mut tx = app.db.begin().await?;
    let again_ms = match found {
        Ok(found) => {
            let addresses: Vec<String> = found.addresses.iter().map(IpAddr::to_string).collect();
            store::set_published(&mut tx, &id, &addresses).await?;
            now_ms + AGAIN_MS
        }
        // What was known stays.
        Err(_) => now_ms + SOON_MS,
    };
    store::published_looked_up(&mut tx, &id, (now_ms, again_ms)).await?;
    Ok(tx.commit().await?)
}
