//! Whether a domain's MX records lead to its server and to the fallback behind it, and whether strict senders follow them.

use super::keeper::mail_hosts;
use super::leads::{known_as, nobodys};
use super::model::{Claim, Verdict};
use super::{disputes, mx_lost, name, policy, rules, store};
use crate::app::App;
use crate::servers::{self, Server};
use futures_util::stream::{self, StreamExt};
use hostler_kit::http::Fault;
use mail_auth::hickory_resolver::TokioResolver;
use mail_auth::hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig, ResolverOpts};
use mail_auth::hickory_resolver::net::runtime::TokioRuntimeProvider;
use mail_auth::hickory_resolver::proto::rr::{RData, RecordType};
use std::net::SocketAddr;
use std::time::Duration;

/// Records are looked up again when they are as old.
const EVERY_MS: i64 = 3_600_000;
/// So many are read at once, so many looked up side by side: at a second each, 180,000 an hour.
const AT_ONCE: i64 = 200;
const SIDE_BY_SIDE: usize = 50;
/// So many when somebody asks for it.
const ASKED_NOW: usize = 10;
/// How long one question may take.
const WITHIN: Duration = Duration::from_secs(5);
/// So many records are shown.
const MOST_SHOWN: usize = 20;

/// Looks up the domains whose records were not looked up for an hour, the oldest first, until there are none.
pub async fn old_ones(app: &App) -> Result<(), Fault> {
    loop {
        let due = store::to_look_up(&app.db, app.now_ms() - EVERY_MS, AT_ONCE).await?;
        let is_last = (due.len() as i64) < AT_ONCE;
        // One whose policy is slow to come holds up nobody else.
        let mut looked = stream::iter(due).map(|claim| look_up(app, claim)).buffer_unordered(SIDE_BY_SIDE);
        while let Some(done) = looked.next().await {
            done?;
        }
        if is_last {
            return Ok(());
        }
    }
}

/// Looks up a server's domains because somebody asked for it; those beyond the first ten follow within the hour.
pub async fn look_up_now(app: &App, server: &Server) -> Result<(), Fault> {
    let claims = store::claims_of(&app.db, &server.id).await?;
    let asked = claims.into_iter().take(ASKED_NOW).map(|claim| look_up(app, claim));
    for looked in futures_util::future::join_all(asked).await {
        looked?;
    }
    disputes::settle_now(app, (&server.id, ASKED_NOW)).await
}

/// Looks one up now, and writes down what was found.
pub async fn look_up(app: &App, claim: Claim) -> Result<Claim, Fault> {
    let Some(server) = servers::find(&app.db, &claim.server_id).await? else { return Ok(claim) };
    let (host, fallback) = mail_hosts(app, &server);
    let certificate = name::certificate_trouble(app).await?;
    let way = policy::Way::of(app);
    let (records, looked) = tokio::join!(
        mail_exchangers(app.settings.inbox_dns, &claim.name),
        policy::look(&way, &claim.name, ((&host, &fallback), &certificate))
    );
    let (verdict, found) = match records {
        Ok(records) => judged(app, records, (&host, &fallback)).await,
        Err(reason) => (Verdict::Unknown, reason),
    };
    let claim = Claim {
        looked_up_at_ms: Some(app.now_ms()),
        verdict: verdict.as_str().into(),
        found,
        sts_verdict: looked.sts.as_str().into(),
        sts_found: looked.policy,
        report_verdict: looked.reports.as_str().into(),
        report_found: looked.record,
        ..claim
    };
    let mut tx = app.db.begin().await?;
    let claim = mx_lost::tell(app, &mut tx, (&server, claim)).await?;
    store::looked_up(&mut tx, &claim, app.now_ms()).await?;
    tx.commit().await?;
    if claim.lost_told_at_ms.is_some() {
        app.wake.wake();
    }
    Ok(claim)
}

/// What records come to, and the records; a mail server's other name counts as its own.
async fn judged(app: &App, records: Vec<(u16, String)>, (host, fallback): (&str, &str)) -> (Verdict, String) {
    let found = shown(&records);
    let hosts = [host.to_string(), fallback.to_string(), nobodys(app)];
    match known_as(app.settings.inbox_dns, records, &hosts).await {
        Ok(known) => (rules::judge(&known, (host, fallback)), found),
        Err(_) => (Verdict::Unknown, found),
    }
}

fn shown(records: &[(u16, String)]) -> String {
    let lines: Vec<String> =
        records.iter().take(MOST_SHOWN).map(|(preference, host)| format!("{preference} {host}")).collect();
    lines.join("\n")
}

/// A domain's MX records, the most wanted first: preference, and host in small letters without a dot at the end. `dns`
/// is who is asked; none: the machine's own.
///
/// # Errors
/// DNS did not answer; why.
pub async fn mail_exchangers(dns: Option<SocketAddr>, domain: &str) -> Result<Vec<(u16, String)>, String> {
    let answers = records(dns, (domain, RecordType::MX)).await?;
    let mut found: Vec<(u16, String)> = answers
        .iter()
        .filter_map(|data| match data {
            RData::MX(mx) => {
                Some((mx.preference, mx.exchange.to_lowercase().to_ascii().trim_end_matches('.').to_string()))
            }
            _ => None,
        })
        .collect();
    found.sort();
    Ok(found)
}

/// A name's TXT records, the pieces of each put together.
///
/// # Errors
/// DNS did not answer; why.
pub async fn texts(dns: Option<SocketAddr>, name: &str) -> Result<Vec<String>, String> {
    let answers = records(dns, (name, RecordType::TXT)).await?;
    let text = |data: &RData| match data {
        RData::TXT(text) => Some(String::from_utf8_lossy(&text.txt_data.concat()).into_owned()),
        _ => None,
    };
    Ok(answers.iter().filter_map(text).collect())
}

/// A name's records of a kind, with those that lead to it.
///
/// # Errors
/// DNS did not answer; why.
pub async fn records(
    dns: Option<SocketAddr>,
    (name, kind): (&str, RecordType),
) -> Result<Vec<RData>, String> {
    let resolver = resolver(dns).map_err(|error| error.to_string())?;
    let asked = tokio::time::timeout(WITHIN, resolver.lookup(format!("{name}."), kind)).await;
    match asked.map_err(|_| "DNS did not answer within 5 s".to_string())? {
        Ok(answer) => Ok(answer.answers().iter().map(|record| record.data.clone()).collect()),
        Err(error) if error.is_no_records_found() => Ok(Vec::new()),
        Err(error) => Err(error.to_string()),
    }
}

/// Asks `dns`, or the machine's own.
pub fn resolver(dns: Option<SocketAddr>) -> Result<TokioResolver, Box<dyn std::error::Error + Send + Sync>> {
    let mut builder = match dns {
        None => TokioResolver::builder_tokio()?,
        Some(dns) => {
            let with_port = |mut connection: ConnectionConfig| {
                connection.port = dns.port();
                connection
            };
            let ways = vec![with_port(ConnectionConfig::udp()), with_port(ConnectionConfig::tcp())];
            let servers = vec![NameServerConfig::new(dns.ip(), true, ways)];
            let config = ResolverConfig::from_parts(None, Vec::new(), servers);
            TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
        }
    };
    let mut options = ResolverOpts::default();
    options.timeout = Duration::from_secs(2);
    *builder.options_mut() = options;
    Ok(builder.build()?)
}
