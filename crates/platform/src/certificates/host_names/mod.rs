//! Host names of customers' own (H3): `mail.bakkerij.example` is to lead to a server, which then has a certificate for it.
//!
//! What always holds: a name is held by one server at a time, the one that its DNS leads to; who claims a name without
//! that holds nothing, keeps nobody else from it, and loses the claim after a week.

mod look_up;
mod model;
pub mod published;
mod rules;
mod store;
#[cfg(test)]
mod tests;
mod told;

pub use model::{HostName, Verdict};
pub use rules::{HostNameRefused, publish, publish_addresses};
pub use store::{find, of_server};

use super::jobs::RenewCertificate;
use crate::app::App;
use crate::events::{self, Actor, Happened};
use crate::servers::{self, Note, Phase, Server};
use futures_util::StreamExt;
use hostler_kit::db::{Db, Tx};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::jobs::enqueue;

/// So many names are looked up in one go, so many side by side.
const AT_ONCE: i64 = 200;
const SIDE_BY_SIDE: usize = 20;

/// Adds a name to a server and looks its DNS up at once.
///
/// # Errors
/// It is no name that may be added, another server has it, or the server has enough.
pub async fn add(app: &App, by: &Actor, (server, typed): (&Server, &str)) -> Result<HostName, Fault> {
    let name = rules::read(typed, &app.catalogue.provider.domain)?;
    if let Other::Holds = other(app, server, &name).await? {
        return Err(HostNameRefused::Taken { name }.into());
    }
    let now_ms = app.now_ms();
    let mut tx = app.db.begin().await?;
    let place = store::free_place(&mut tx, &server.id).await?.ok_or(HostNameRefused::TooMany)?;
    let added = HostName {
        server_id: server.id.clone(),
        name,
        place,
        added_at_ms: now_ms,
        proven_at_ms: None,
        looked_up_at_ms: None,
        verdict: String::new(),
        found: String::new(),
        addresses: String::new(),
        look_at_ms: now_ms,
        lost_at_ms: None,
        lost_told_at_ms: None,
    };
    if !store::insert(&mut tx, &added).await? {
        return Err(HostNameRefused::There { name: added.name }.into());
    }
    tell(app, &mut tx, (by, server, &added.name), "added").await?;
    tx.commit().await?;
    look_up(app, added).await
}

/// How another server of this installation stands to a name.
enum Other {
    /// None has it.
    None,
    /// One does, and its DNS leads there, or does not answer.
    Holds,
    /// One does, and its DNS does not lead there now: it goes to whoever it leads to.
    Lost(Box<HostName>),
}

async fn other(app: &App, server: &Server, name: &str) -> Result<Other, Fault> {
    let Some(held) = store::holder(&app.db, name).await?.filter(|held| held.server_id != server.id) else {
        return Ok(Other::None);
    };
    let holder = servers::find(&app.db, &held.server_id).await?;
    if let Some(holder) = holder.filter(|holder| holder.phase() != Phase::Gone) {
        // Where DNS does not answer, nobody loses anything.
        let verdict = look_up::look(app, &holder, &held).await.verdict;
        if matches!(verdict, Verdict::Good | Verdict::Unknown) {
            return Ok(Other::Holds);
        }
    }
    Ok(Other::Lost(Box::new(held)))
}

/// It leads to another server now, so it is held here no more, and its certificate is taken away.
async fn give_up(app: &App, tx: &mut Tx, held: &HostName) -> Result<(), sqlx::Error> {
    store::give_up(tx, held).await?;
    super::store::look_at(tx, (&held.server_id, &held.name), app.now_ms()).await
}

/// Looks a name's DNS up now and writes down what was found. Once it leads to the server, a certificate is got.
pub async fn look_up(app: &App, name: HostName) -> Result<HostName, Fault> {
    let Some(server) = servers::find(&app.db, &name.server_id).await? else { return Ok(name) };
    let looked = look_up::look(app, &server, &name).await;
    // Who only claims a name takes it from nobody, however its DNS is at this moment.
    let other = match looked.verdict {
        Verdict::Good => other(app, &server, &name.name).await?,
        _ => Other::None,
    };
    let verdict = if let Other::Holds = other { Verdict::Taken } else { looked.verdict };
    let now_ms = app.now_ms();
    let before = name.lost_at_ms;
    let mut name = HostName {
        looked_up_at_ms: Some(now_ms),
        verdict: verdict.as_str().into(),
        found: looked.found,
        addresses: looked.addresses,
        ..name
    };
    name.look_at_ms = rules::look_again_ms(&name, now_ms);
    let mut tx = app.db.begin().await?;
    if let Other::Lost(held) = &other {
        give_up(app, &mut tx, held).await?;
    }
    if verdict == Verdict::Good {
        prove(app, &mut tx, (&server, &mut name)).await?;
    }
    name.lost_at_ms = rules::lost_at_ms(&name, now_ms);
    if name.lost_at_ms.is_some() && before.is_none() {
        tell(app, &mut tx, (&Actor::platform(), &server, &name.name), "lost").await?;
    }
    store::looked_up(&mut tx, &name).await?;
    if rules::is_to_be_told(&name, now_ms) && store::set_told(&mut tx, &name, now_ms).await? {
        told::lost(app, &mut tx, (&server, &name)).await?;
        name.lost_told_at_ms = Some(now_ms);
    }
    tx.commit().await?;
    app.wake.wake();
    Ok(name)
}

/// The server holds it from now on, unless somebody was quicker.
async fn prove(app: &App, tx: &mut Tx, (server, name): (&Server, &mut HostName)) -> Result<(), Fault> {
    let now_ms = app.now_ms();
    if !store::prove(tx, name, now_ms).await? {
        name.verdict = Verdict::Taken.as_str().into();
        return Ok(());
    }
    if name.proven_at_ms.replace(now_ms).is_none() {
        super::store::begin(tx, (&server.id, &name.name), now_ms).await?;
        super::store::look_at(tx, (&server.id, &name.name), now_ms).await?;
        enqueue(tx, &RenewCertificate::of(&server.id, &name.name), now_ms).await?;
        tell(app, tx, (&Actor::platform(), server, &name.name), "proven").await?;
    }
    Ok(())
}

/// Takes a name away from a server, and its certificate.
///
/// # Errors
/// The server does not have it.
pub async fn remove(app: &App, by: &Actor, (server, name): (&Server, &str)) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    if !let_go(app, &mut tx, (server, name)).await? {
        return Err(HostNameRefused::NotThere { name: name.into() }.into());
    }
    tell(app, &mut tx, (by, server, name), "removed").await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

async fn let_go(app: &App, tx: &mut Tx, (server, name): (&Server, &str)) -> Result<bool, sqlx::Error> {
    let now_ms = app.now_ms();
    let was_there = store::remove(tx, (&server.id, name)).await?;
    super::store::look_at(tx, (&server.id, name), now_ms).await?;
    enqueue(tx, &RenewCertificate::of(&server.id, name), now_ms).await?;
    Ok(was_there)
}

/// Looks up the names whose time it is; claims that came to nothing go.
pub async fn old_ones(app: &App) -> Result<(), Fault> {
    let due = store::to_look_up(&app.db, app.now_ms(), AT_ONCE).await?;
    let mut looked = futures_util::stream::iter(due)
        .map(|name| async move { lapse(app, look_up(app, name).await?).await })
        .buffer_unordered(SIDE_BY_SIDE);
    while let Some(done) = looked.next().await {
        done?;
    }
    Ok(())
}

async fn lapse(app: &App, name: HostName) -> Result<(), Fault> {
    let server = servers::find(&app.db, &name.server_id).await?;
    let Some(server) = server else { return Ok(()) };
    if server.phase() != Phase::Gone && !rules::lapses(&name, app.now_ms()) {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    let_go(app, &mut tx, (&server, &name.name)).await?;
    tell(app, &mut tx, (&Actor::platform(), &server, &name.name), "lapsed").await?;
    Ok(tx.commit().await?)
}

/// Whether a server holds a name.
pub async fn is_held(db: &Db, name: (&Id<Server>, &str)) -> Result<bool, sqlx::Error> {
    Ok(store::find(db, name).await?.is_some_and(|name| name.proven_at_ms.is_some()))
}

/// Whether an authority would find a server under this name; its own name is the provider's matter.
///
/// # Errors
/// It would not; why.
pub async fn leads_here(app: &App, server: &Server, host: &str) -> Result<(), Fault> {
    let Some(name) = store::find(&app.db, (&server.id, host)).await? else { return Ok(()) };
    let name = look_up(app, name).await?;
    let detail = match name.verdict() {
        Some(Verdict::Good) => return Ok(()),
        Some(Verdict::Unknown) | None => format!("DNS does not answer: {}", name.found),
        Some(_) => format!(
            "DNS does not lead to the server any more ({}), so the authority was not asked",
            match name.found.as_str() {
                "" => "no records".into(),
                found => found.replace('\n', ", "),
            }
        ),
    };
    Err(Fault::broken(detail))
}

/// A line of the server's history, and an event.
async fn tell(
    app: &App,
    tx: &mut Tx,
    (by, server, name): (&Actor, &Server, &str),
    what: &str,
) -> Result<(), sqlx::Error> {
    let (note, kind) = match what {
        "added" => ("host-name-added", "host-name.added"),
        "proven" => ("host-name-proven", "host-name.proven"),
        "lost" => ("host-name-lost", "host-name.lost"),
        "lapsed" => ("host-name-lapsed", "host-name.lapsed"),
        _ => ("host-name-removed", "host-name.removed"),
    };
    servers::note(app, tx, &server.id, Note(note, name)).await?;
    let happened = Happened {
        kind,
        customer: Some(server.customer_id.as_str()),
        subject: server.id.as_str(),
        data: serde_json::json!({ "name": name }),
    };
    events::record(app, tx, by, happened).await?;
    Ok(())
}
