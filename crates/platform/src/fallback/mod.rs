//! The fallback mail server (K3): while a Connect server is down, mail for it is taken here, kept, and handed over when
//! it is back. Who sent it sees no error.
//!
//! The work is the relay's (crate `relay`), which runs inside the platform with the folder `fallback` of its data. What
//! is done here: it is told which servers there are, how they stand and who lives on them; people see what waits.
//!
//! What always holds: each server says itself for whom it takes mail, and what it said last counts for as long as it is
//! down; a domain is one server's: of several that name it, the one's to which its MX records lead; held mail goes by
//! delivery or by a person of staff, never by time.

mod book;
mod desk;
mod disputes;
mod files;
mod follow;
pub mod greets;
pub mod keeper;
mod known;
mod leads;
mod look_up;
mod metrics;
mod model;
mod mx_lost;
pub mod name;
pub mod pages;
mod policy;
mod refused;
pub mod routes;
pub mod rules;
pub mod staff;
mod staff_routes;
mod store;
mod strict;
#[cfg(test)]
mod tests;
mod warn;

pub use desk::{
    Held, Overview, discard, domain_of, held, message, messages, on_domain, on_message, overview,
};
pub use look_up::{look_up, look_up_now, mail_exchangers, resolver};
pub use metrics::metrics;
pub use model::{Act, Claim, Verdict};
pub use rules::{FallbackRefused, is_domain};
pub use store::claims_of;

use crate::app::App;
use crate::servers::{Server, host_name};
use hostler_kit::http::Fault;
use hostler_wire::recipients::{Answer, Domain, HandOver, Snapshot, digest};
use model::Recipients;

/// How often it is written down that a list is still right.
const CONFIRMED_EVERY_MS: i64 = 5 * 60_000;

/// Takes a server's word for whom it takes mail; asks for the whole list where it is not the one that is known.
pub async fn take(app: &App, server: &Server, snapshot: Snapshot) -> Result<Answer, Fault> {
    match snapshot.domains {
        None => confirm(app, server, &snapshot).await,
        Some(domains) => {
            rules::check(&domains)?;
            if digest(&domains) != snapshot.hash {
                return Err(FallbackRefused::Malformed.into());
            }
            keep(app, server, (&domains, snapshot.hand_over)).await?;
            Ok(Answer::Taken)
        }
    }
}

async fn confirm(app: &App, server: &Server, said: &Snapshot) -> Result<Answer, Fault> {
    let known = store::of_server(&app.db, &server.id).await?;
    // Where a domain is another's, the list is asked for again: it may be nobody's any more.
    let same = |known: &Recipients| known.hash == said.hash && known.hand_over() == said.hand_over;
    let Some(known) = known.filter(|known| same(known) && known.disputed == 0) else {
        return Ok(Answer::SendWhole);
    };
    if known.confirmed_at_ms + CONFIRMED_EVERY_MS < app.now_ms() {
        let mut tx = app.db.begin().await?;
        store::confirm(&mut tx, &server.id, app.now_ms()).await?;
        tx.commit().await?;
    }
    Ok(Answer::Taken)
}

async fn keep(
    app: &App,
    server: &Server,
    (domains, hand_over): (&[Domain], Option<HandOver>),
) -> Result<(), Fault> {
    let (host, provider) = (host_name(app, server), app.catalogue.provider.domain.as_str());
    let may = |name: &&str| rules::may_claim(name, (&host, provider));
    let wanted: Vec<&str> = domains.iter().map(|domain| domain.name.as_str()).filter(may).collect();
    let mut tx = app.db.begin().await?;
    for name in store::claims_in(&mut tx, &server.id).await? {
        if !wanted.contains(&name.as_str()) {
            store::give_up(&mut tx, &name, &server.id, app.now_ms()).await?;
        }
    }
    for name in &wanted {
        store::claim(&mut tx, name, &server.id, app.now_ms()).await?;
    }
    let disputed = disputes::named(app, &mut tx, (server, &wanted)).await?;
    let list = Recipients {
        server_id: server.id.clone(),
        hash: digest(domains),
        domains: serde_json::to_string(domains).map_err(Fault::broken)?,
        version: 0,
        disputed,
        confirmed_at_ms: app.now_ms(),
        hand_over: model::hand_over_text(hand_over).into(),
    };
    store::put(&mut tx, &list).await?;
    Ok(tx.commit().await?)
}
