//! What DNS has for a name, and for the server that it is to lead to.

use super::model::{Found, HostName, Own, Verdict, Whose};
use super::{published, rules};
use crate::app::App;
use crate::fallback::resolver;
use crate::servers::{Server, host_name};
use mail_auth::hickory_resolver::TokioResolver;
use mail_auth::hickory_resolver::proto::rr::{RData, RecordType};
use std::net::IpAddr;
use std::time::Duration;

/// How long all questions about one name may take.
const WITHIN: Duration = Duration::from_secs(5);
/// So many records are shown.
const MOST_SHOWN: usize = 20;
/// No server has this name, so where it leads, every name does that is nobody's.
const NOBODYS: &str = "_nobody";

/// What was found out about a name: its verdict, its records, and the server's own addresses if no other server has them.
pub struct Looked {
    pub verdict: Verdict,
    pub found: String,
    pub addresses: String,
}

/// Asks DNS about a name and judges.
pub async fn look(app: &App, server: &Server, name: &HostName) -> Looked {
    let unknown = |why: String| Looked { verdict: Verdict::Unknown, found: why, addresses: String::new() };
    let resolver = match resolver(app.settings.inbox_dns) {
        Ok(resolver) => resolver,
        Err(error) => return unknown(error.to_string()),
    };
    let (found, own) = tokio::join!(records(&resolver, &name.name), own(app, (server, name), &resolver));
    let (found, own) = match (found, own) {
        (Ok(found), Ok(own)) => (found, own),
        (Err(why), _) | (_, Err(why)) => return unknown(why),
    };
    let verdict = rules::judge(&found, &own);
    let addresses = match own.whose {
        Whose::ItsOwn => own.addresses.iter().map(IpAddr::to_string).collect::<Vec<_>>().join(" "),
        Whose::Several | Whose::NotKnown => String::new(),
    };
    let lines = match verdict {
        Verdict::Unknown if own.addresses.is_empty() => format!("{} has no addresses", own.host),
        Verdict::Unknown => "the addresses of other servers are still being looked up".into(),
        _ => shown(&found),
    };
    Looked { verdict, found: lines, addresses }
}

async fn own(
    app: &App,
    (server, name): (&Server, &HostName),
    resolver: &TokioResolver,
) -> Result<Own, String> {
    let host = host_name(app, server);
    let nobodys = format!("{NOBODYS}.{}", app.catalogue.provider.domain);
    let (own, nobodys) = tokio::join!(records(resolver, &host), records(resolver, &nobodys));
    let (own, nobodys) = (own?, nobodys?);
    let others = published::others(app, (server, &own.addresses)).await.map_err(|error| error.to_string())?;
    let shared = own.addresses.iter().any(|address| nobodys.addresses.contains(address));
    let whose = match others {
        _ if shared => Whose::Several,
        // What it holds it keeps until more is known.
        Whose::NotKnown if name.proven_at_ms.is_some() => Whose::ItsOwn,
        others => others,
    };
    Ok(Own { host, addresses: own.addresses, whose })
}

fn shown(found: &Found) -> String {
    let aliases = found.aliases.iter().map(|alias| format!("CNAME {alias}"));
    let addresses = found.addresses.iter().map(|address| match address {
        IpAddr::V4(address) => format!("A {address}"),
        IpAddr::V6(address) => format!("AAAA {address}"),
    });
    aliases.chain(addresses).take(MOST_SHOWN).collect::<Vec<_>>().join("\n")
}

/// Addresses and aliases of a name.
///
/// # Errors
/// DNS did not answer; why.
pub async fn records(resolver: &TokioResolver, name: &str) -> Result<Found, String> {
    let asked =
        async { tokio::join!(ask(resolver, name, RecordType::A), ask(resolver, name, RecordType::AAAA)) };
    let answered = tokio::time::timeout(WITHIN, asked).await;
    let (four, six) = answered.map_err(|_| format!("DNS did not answer about {name} within 5 s"))?;
    let (four, six) = (four?, six?);
    let mut found = Found::default();
    for data in four.into_iter().chain(six) {
        match data {
            RData::A(address) => found.addresses.push(IpAddr::V4(address.0)),
            RData::AAAA(address) => found.addresses.push(IpAddr::V6(address.0)),
            RData::CNAME(alias) => {
                let alias = alias.0.to_lowercase().to_ascii().trim_end_matches('.').to_string();
                if !found.aliases.contains(&alias) {
                    found.aliases.push(alias);
                }
            }
            _ => {}
        }
    }
    found.addresses.sort();
    Ok(found)
}

async fn ask(resolver: &TokioResolver, name: &str, kind: RecordType) -> Result<Vec<RData>, String> {
    match resolver.lookup(format!("{name}."), kind).await {
        Ok(answer) => Ok(answer.answers().iter().map(|record| record.data.clone()).collect()),
        Err(error) if error.is_no_records_found() => Ok(Vec::new()),
        Err(error) => Err(error.to_string()),
    }
}
