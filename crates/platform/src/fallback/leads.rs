//! Which mail server a name is: `mail.bakkerij.example` may be a server by another name, which its addresses say.

use super::look_up::resolver;
use crate::app::App;
use mail_auth::hickory_resolver::TokioResolver;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// How long all addresses of one name may take.
const WITHIN: Duration = Duration::from_secs(5);
/// Of so many mail servers of a domain addresses are looked up.
const MOST: usize = 10;

/// No server has this name, so what leads where it leads is nobody's in particular.
pub fn nobodys(app: &App) -> String {
    format!("_nobody.{}", app.catalogue.provider.domain)
}

/// The records, with the name of one of `hosts` for each mail server that is at that one's addresses and no other's.
///
/// # Errors
/// DNS did not answer; why.
pub async fn known_as(
    dns: Option<SocketAddr>,
    records: Vec<(u16, String)>,
    hosts: &[String],
) -> Result<Vec<(u16, String)>, String> {
    let is_there = |host: &String| records.iter().any(|(_, name)| name == host);
    if records.iter().all(|(_, host)| hosts.contains(host)) || hosts.iter().all(is_there) {
        return Ok(records);
    }
    let resolver = resolver(dns).map_err(|error| error.to_string())?;
    let own = futures_util::future::try_join_all(hosts.iter().map(|host| addresses(&resolver, host))).await?;
    let mut known = Vec::new();
    for (place, (preference, host)) in records.into_iter().enumerate() {
        let meant = match hosts.contains(&host) || place >= MOST {
            true => None,
            false => who_is_at(&addresses(&resolver, &host).await?, &own),
        };
        known.push((preference, meant.map_or(host, |place| hosts[place].clone())));
    }
    Ok(known)
}

/// At whose addresses all of these are; none: nobody's, or several's.
pub fn who_is_at(addresses: &[IpAddr], own: &[Vec<IpAddr>]) -> Option<usize> {
    let is_at = |own: &&Vec<IpAddr>| addresses.iter().any(|address| own.contains(address));
    let mut found = own.iter().enumerate().filter(|(_, own)| is_at(own));
    let (place, whole) = found.next()?;
    let all = addresses.iter().all(|address| whole.contains(address));
    (all && found.next().is_none()).then_some(place)
}

async fn addresses(resolver: &TokioResolver, host: &str) -> Result<Vec<IpAddr>, String> {
    let asked = tokio::time::timeout(WITHIN, resolver.lookup_ip(format!("{host}."))).await;
    match asked.map_err(|_| format!("DNS did not answer about {host} within 5 s"))? {
        Ok(found) => Ok(found.iter().collect()),
        Err(error) if error.is_no_records_found() => Ok(Vec::new()),
        Err(error) => Err(error.to_string()),
    }
}
