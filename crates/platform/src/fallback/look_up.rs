//! Whether a domain's MX records lead to its server and to the fallback behind it.

use super::keeper::mail_hosts;
use super::model::{Claim, Verdict};
use super::{rules, store};
use crate::app::App;
use crate::servers;
use hostler_kit::http::Fault;
use mail_auth::hickory_resolver::TokioResolver;
use mail_auth::hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig, ResolverOpts};
use mail_auth::hickory_resolver::net::runtime::TokioRuntimeProvider;
use mail_auth::hickory_resolver::proto::rr::{RData, RecordType};
use std::net::SocketAddr;
use std::time::Duration;

/// Records are looked up again when they are as old.
const EVERY_MS: i64 = 3_600_000;
/// So many in one go.
const AT_ONCE: i64 = 50;
/// How long one question may take.
const WITHIN: Duration = Duration::from_secs(5);
/// So many records are shown.
const MOST_SHOWN: usize = 20;

/// Looks up the domains whose records were not looked up for an hour.
pub async fn old_ones(app: &App) -> Result<(), Fault> {
    for claim in store::to_look_up(&app.db, app.now_ms() - EVERY_MS, AT_ONCE).await? {
        look_up(app, claim).await?;
    }
    Ok(())
}

/// Looks one up now, and writes down what was found.
pub async fn look_up(app: &App, claim: Claim) -> Result<Claim, Fault> {
    let Some(server) = servers::find(&app.db, &claim.server_id).await? else { return Ok(claim) };
    let (host, fallback) = mail_hosts(app, &server);
    let (verdict, found) = match mail_exchangers(app.settings.inbox_dns, &claim.name).await {
        Ok(records) => (rules::judge(&records, (&host, &fallback)), shown(&records)),
        Err(reason) => (Verdict::Unknown, reason),
    };
    let claim =
        Claim { looked_up_at_ms: Some(app.now_ms()), verdict: verdict.as_str().into(), found, ..claim };
    let mut tx = app.db.begin().await?;
    store::looked_up(&mut tx, &claim, app.now_ms()).await?;
    tx.commit().await?;
    Ok(claim)
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
    let resolver = resolver(dns).map_err(|error| error.to_string())?;
    let asked = tokio::time::timeout(WITHIN, resolver.lookup(format!("{domain}."), RecordType::MX)).await;
    let answer = match asked.map_err(|_| "DNS did not answer within 5 s".to_string())? {
        Ok(answer) => answer,
        Err(error) if error.is_no_records_found() => return Ok(Vec::new()),
        Err(error) => return Err(error.to_string()),
    };
    let mut records: Vec<(u16, String)> = answer
        .answers()
        .iter()
        .filter_map(|record| match &record.data {
            RData::MX(mx) => {
                Some((mx.preference, mx.exchange.to_lowercase().to_ascii().trim_end_matches('.').to_string()))
            }
            _ => None,
        })
        .collect();
    records.sort();
    Ok(records)
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
