//! Nothing expires by itself and nothing gets old unseen: owners and staff are told after 3 and after 25 days, and when
//! there is hardly room left.

use super::rules::{self, Load};
use super::{desk, keeper, store};
use crate::accounts::{self, Role};
use crate::app::App;
use crate::mail;
use crate::monitoring::{self, Trouble};
use crate::servers::{self, Server, host_name};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_relay::queue::QueueId;
use hostler_relay::run::Relay;
use std::collections::BTreeMap;

const DAY_S: i64 = 86_400;
/// So many domains are named in an incident.
const MOST_SAID: usize = 20;

/// Looks at everything that waits.
pub async fn look(app: &App, relay: &Relay) -> Result<(), Fault> {
    let (loads, ownerless) = loads(app, relay).await?;
    for (server, what) in store::warned(&app.db).await? {
        let load = loads.get(&server).copied().unwrap_or_default();
        if !rules::warnings(load, &app.catalogue.fallback).contains(&what.as_str()) {
            settled(app, &server, &what).await?;
        }
    }
    for (server, load) in &loads {
        for what in rules::warnings(*load, &app.catalogue.fallback) {
            if let Some(server) = servers::find(&app.db, server).await? {
                tell(app, &server, (what, *load)).await?;
            }
        }
    }
    without_a_server(app, &ownerless).await?;
    disk(app, relay).await?;
    scanners(app, relay).await
}

/// What waits, by server; and by domain where it is no server's any more.
async fn loads(
    app: &App,
    relay: &Relay,
) -> Result<(BTreeMap<Id<Server>, Load>, BTreeMap<String, Load>), Fault> {
    let mut loads: BTreeMap<Id<Server>, Load> = BTreeMap::new();
    let mut ownerless: BTreeMap<String, Load> = BTreeMap::new();
    for depth in relay.queue.depths().into_iter().filter(|depth| depth.messages > 0) {
        let oldest = depth.oldest.and_then(|id| {
            relay.queue.index().entry_of(QueueId(id)).map(|entry| i64::from(entry.received_s))
        });
        let load = match store::claim_of(&app.db, &depth.domain).await? {
            Some(claim) => loads.entry(claim.server_id).or_default(),
            None => ownerless.entry(depth.domain.clone()).or_default(),
        };
        load.messages += depth.messages;
        load.bytes += depth.bytes;
        load.oldest_s = load.oldest_s.max(oldest.map_or(0, |since| app.now_ms() / 1000 - since));
    }
    Ok((loads, ownerless))
}

/// Nobody's server will ever take it, so staff are told at once, and again five days before anything is held for good.
async fn without_a_server(app: &App, ownerless: &BTreeMap<String, Load>) -> Result<(), Fault> {
    for (kind, days) in [("mail-ownerless", 0), ("mail-ownerless-old", 25)] {
        let old = ownerless.iter().filter(|(_, load)| load.oldest_s >= days * DAY_S);
        let mut said: Vec<String> =
            old.map(|(domain, load)| format!("{domain} (since {} days)", load.oldest_s / DAY_S)).collect();
        let more = said.len().saturating_sub(MOST_SAID);
        said.truncate(MOST_SAID);
        if more > 0 {
            said.push(format!("and {more} more"));
        }
        let detail = (!said.is_empty()).then(|| {
            format!(
                "mail waits for domains that are no server's: {}. Release, hold or discard it.",
                said.join(", ")
            )
        });
        lasts_or_is_over(app, kind, detail).await?;
    }
    Ok(())
}

/// The kind of incident.
fn kind(what: &str) -> &'static str {
    if what == "full" { "fallback-full" } else { "mail-held-long" }
}

async fn tell(app: &App, server: &Server, (what, load): (&str, Load)) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    if !store::warn(&mut tx, &server.id, what, app.now_ms()).await? {
        return Ok(());
    }
    let detail = match what {
        "full" => format!(
            "{} messages wait in the fallback: nine tenths of its room for this server",
            load.messages
        ),
        _ => format!(
            "{} messages wait in the fallback, the oldest for {} days",
            load.messages,
            load.oldest_s / 86_400
        ),
    };
    monitoring::raise(app, &mut tx, Trouble { server: Some(server), kind: kind(what), detail }).await?;
    if what == "days-25" {
        write(app, &mut tx, server, load).await?;
    }
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

/// The incident's own mails went out after three days; five days before anything is held for good, there is another.
async fn write(app: &App, tx: &mut Tx, server: &Server, load: Load) -> Result<(), Fault> {
    let owners = accounts::people_of(&app.db, &server.customer_id).await?.into_iter();
    let owners = owners.filter(|person| Role::of(&person.role) == Some(Role::Owner));
    let staff = accounts::staff(&app.db).await?;
    let values = [
        ("host", host_name(app, server)),
        ("messages", load.messages.to_string()),
        ("days", (load.oldest_s / 86_400).to_string()),
    ];
    for person in owners.chain(staff) {
        let page = if person.customer_id.is_some() {
            format!("servers/{}/fallback", server.id)
        } else {
            "staff/fallback".into()
        };
        let link = [("link", format!("{}/{page}", app.settings.portal_url))];
        let values = [values.as_slice(), &link].concat();
        mail::send(app, tx, &mail::Letter { to: &person, key: "mail-fallback-old", values: &values }).await?;
    }
    Ok(())
}

async fn settled(app: &App, server: &Id<Server>, what: &str) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    store::unwarn(&mut tx, server, what).await?;
    if what != "days-25" {
        monitoring::over(app, &mut tx, (Some(server), kind(what))).await?;
    }
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

/// The machine's own disk, and whether the log can be written.
async fn disk(app: &App, relay: &Relay) -> Result<(), Fault> {
    let stopped = relay.queue.stopped().borrow().clone();
    let detail = match stopped {
        Some(why) => Some(format!("the fallback takes no mail any more: {why}")),
        None if desk::room_bytes(app) == 0 => {
            Some(format!("the disk under {} has no room for mail", keeper::folder(app).display()))
        }
        None => None,
    };
    lasts_or_is_over(app, "fallback-full", detail).await
}

/// Whether mail is taken without a look for spam and viruses that was asked for.
async fn scanners(app: &App, relay: &Relay) -> Result<(), Fault> {
    let troubles = relay.checks.looked().map(|looked| looked.troubles).unwrap_or_default();
    let detail = (!troubles.is_empty()).then(|| troubles.join("; "));
    lasts_or_is_over(app, "fallback-unchecked", detail).await
}

/// Begins or ends an incident of the provider's own.
pub(super) async fn lasts_or_is_over(
    app: &App,
    kind: &'static str,
    detail: Option<String>,
) -> Result<(), Fault> {
    let lasting = monitoring::running(&app.db).await?;
    let lasts = lasting.iter().any(|one| one.kind == kind && one.server_id.is_none());
    let mut tx = app.db.begin().await?;
    match detail {
        Some(detail) => {
            monitoring::raise(app, &mut tx, Trouble { server: None, kind, detail }).await?;
        }
        None if lasts => monitoring::over(app, &mut tx, (None, kind)).await?,
        None => return Ok(()),
    }
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}
