//! Whose a domain is where several servers name it: the one's to which its MX records lead, and nobody's where they lead to
//! none of them. Naming a domain proves nothing, since a server's root is its customer's.

mod store;

use super::leads::{known_as, nobodys};
use super::{mail_exchangers, warn};
use crate::app::App;
use crate::events::{self, Actor, Happened};
use crate::servers::{self, Server, host_name};
use futures_util::stream::{self, StreamExt};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use serde::Serialize;
use std::collections::BTreeMap;

/// How often it is looked again to whom a domain's records lead.
const EVERY_MS: i64 = 10 * 60_000;
const AT_ONCE: i64 = 500;
const SIDE_BY_SIDE: usize = 20;
/// A domain that its server gave up is kept for it so long: it may be back, and mail may still wait.
const KEPT_MS: i64 = 3 * 86_400_000;
/// So many are told of in an incident.
const MOST_SAID: usize = 20;
const KIND: &str = "domain-disputed";

/// How a disputed domain stands for one of the servers that name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "DomainDispute")]
pub enum Side {
    /// It is this server's; another names it, too.
    Ours,
    /// It is another server's.
    Anothers,
    /// Several name it, and its MX records lead to none of them.
    Nobodys,
}

impl Side {
    pub fn as_str(self) -> &'static str {
        match self {
            Side::Ours => "ours",
            Side::Anothers => "anothers",
            Side::Nobodys => "nobodys",
        }
    }
}

/// A domain that several servers name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    pub domain: String,
    /// Whose it is now; none: nobody's.
    pub holder: Option<Id<Server>>,
    /// Who names it beside.
    pub others: Vec<Id<Server>>,
}

/// All of them, by domain.
pub async fn all(app: &App) -> Result<Vec<Dispute>, sqlx::Error> {
    let mut found: BTreeMap<String, Dispute> = BTreeMap::new();
    for (domain, other, holder) in store::all(&app.db).await? {
        let dispute =
            found.entry(domain.clone()).or_insert_with(|| Dispute { domain, holder, others: Vec::new() });
        dispute.others.push(other);
    }
    Ok(found.into_values().collect())
}

/// Those of a server's, and how they stand for it.
pub async fn of_server(app: &App, server: &Id<Server>) -> Result<Vec<(String, Side)>, sqlx::Error> {
    let side = |holder: Option<Id<Server>>| match holder {
        Some(holder) if holder == *server => Side::Ours,
        Some(_) => Side::Anothers,
        None => Side::Nobodys,
    };
    let found = store::of_server(&app.db, server).await?;
    Ok(found.into_iter().map(|(domain, holder)| (domain, side(holder))).collect())
}

/// Writes down which of the domains that a server names are not its own; how many they are.
pub async fn named(app: &App, tx: &mut Tx, (server, wanted): (&Server, &[&str])) -> Result<i64, sqlx::Error> {
    let own = super::store::claims_in(tx, &server.id).await?;
    let is_own = |name: &&str| own.iter().any(|own| own == name);
    let others: Vec<&str> = wanted.iter().copied().filter(|name| !is_own(name)).collect();
    for name in store::named_in(tx, &server.id).await? {
        if !others.contains(&name.as_str()) {
            store::names_no_more(tx, (&name, &server.id)).await?;
        }
    }
    for name in &others {
        store::name(tx, (name, &server.id), app.now_ms()).await?;
    }
    Ok(i64::try_from(others.len()).unwrap_or(i64::MAX))
}

/// Settles those whose records were not looked up lately, and forgets what was given up long ago.
pub async fn settle(app: &App) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    super::store::forget_given_up(&mut tx, app.now_ms() - KEPT_MS).await?;
    tx.commit().await?;
    let due = store::due(&app.db, app.now_ms() - EVERY_MS, AT_ONCE).await?;
    let one = |domain: String| async move { settle_one(app, &domain).await };
    let mut settled = stream::iter(due).map(one).buffer_unordered(SIDE_BY_SIDE);
    while let Some(done) = settled.next().await {
        done?;
    }
    tell(app).await
}

/// Settles those of a server now, since somebody asked for it; the others follow by themselves.
pub async fn settle_now(app: &App, (server, most): (&Id<Server>, usize)) -> Result<(), Fault> {
    for (domain, _) in store::of_server(&app.db, server).await?.into_iter().take(most) {
        settle_one(app, &domain).await?;
    }
    Ok(())
}

/// Looks up to whom a domain's records lead. Where DNS does not answer, all stays as it is.
async fn settle_one(app: &App, domain: &str) -> Result<(), Fault> {
    let holder = super::store::row_of(&app.db, domain).await?;
    let named = holder.iter().map(|claim| claim.server_id.clone());
    let mut servers = Vec::new();
    for id in named.chain(store::who_name(&app.db, domain).await?) {
        servers.extend(servers::find(&app.db, &id).await?.filter(|server| server.gone_at_ms.is_none()));
    }
    let hosts: Vec<String> = servers.iter().map(|server| host_name(app, server)).collect();
    let dns = app.settings.inbox_dns;
    let records = mail_exchangers(dns, domain).await;
    let records = match records {
        Ok(records) => known_as(dns, records, &[hosts.as_slice(), &[nobodys(app)]].concat()).await,
        Err(why) => Err(why),
    };
    let mut tx = app.db.begin().await?;
    store::looked_up(&mut tx, domain, app.now_ms()).await?;
    if let Ok(records) = records {
        let to = winner(&records, &hosts).map(|place| &servers[place]);
        pass_on(app, &mut tx, (domain, holder, to)).await?;
    }
    Ok(tx.commit().await?)
}

/// Who gets a domain: of those in its records the most wanted, then the first. The one who has it stands first.
pub fn winner(records: &[(u16, String)], hosts: &[String]) -> Option<usize> {
    let wanted = |host: &String| {
        records.iter().filter(|(_, name)| name == host).map(|(preference, _)| *preference).min()
    };
    let led = hosts.iter().enumerate().filter_map(|(place, host)| Some((wanted(host)?, place)));
    led.min().map(|(_, place)| place)
}

/// Takes a domain from who has it and gives it to whom its records lead. One that was given up stays kept where they lead
/// to nobody.
async fn pass_on(
    app: &App,
    tx: &mut Tx,
    (domain, from, to): (&str, Option<super::Claim>, Option<&Server>),
) -> Result<(), sqlx::Error> {
    let is_kept = from.as_ref().is_some_and(|claim| claim.given_up_at_ms.is_some());
    let from = from.map(|claim| claim.server_id);
    if from.as_ref() == to.map(|server| &server.id) || (is_kept && to.is_none()) {
        return Ok(());
    }
    if let Some(from) = &from {
        if !super::store::take_away(tx, domain, from).await? {
            return Ok(());
        }
        if !is_kept {
            store::name(tx, (domain, from), app.now_ms()).await?;
        }
    }
    if let Some(to) = to {
        // It may have been left out of a list meanwhile.
        if store::names_no_more(tx, (domain, &to.id)).await? {
            super::store::give(tx, domain, &to.id, app.now_ms()).await?;
        }
    }
    for server in from.iter().chain(to.map(|to| &to.id)) {
        super::store::touch(tx, server, app.now_ms()).await?;
    }
    let data = serde_json::json!({
        "domain": domain, "from": from.as_ref().map(Id::as_str), "to": to.map(|to| to.id.as_str()),
    });
    let happened = Happened { kind: "fallback.domain-settled", customer: None, subject: domain, data };
    events::record(app, tx, &Actor::platform(), happened).await?;
    Ok(())
}

/// Staff hear of those that last.
async fn tell(app: &App) -> Result<(), Fault> {
    let all = all(app).await?;
    let mut said = Vec::new();
    for dispute in all.iter().take(MOST_SAID) {
        let mut hosts = Vec::new();
        for id in dispute.holder.iter().chain(&dispute.others) {
            hosts.extend(servers::find(&app.db, id).await?.map(|server| host_name(app, &server)));
        }
        let whose = if dispute.holder.is_some() { "the first has it" } else { "nobody has it" };
        said.push(format!("{} is named by {}: {whose}", dispute.domain, hosts.join(" and ")));
    }
    if all.len() > MOST_SAID {
        said.push(format!("and {} more", all.len() - MOST_SAID));
    }
    let detail = (!said.is_empty())
        .then(|| format!("{}. A domain is the server's to which its MX records lead.", said.join("; ")));
    warn::lasts_or_is_over(app, KIND, detail).await
}
