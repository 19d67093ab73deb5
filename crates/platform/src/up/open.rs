//! Opening what every part stands on: database, keys, offer, words, and this machine as the servers' host.

use super::lock::opening;
use super::{Kind, Options, SERVERS_PORT, UpError, database_url, folder_error};
use crate::app::{App, Settings, open_database, remember, remembered};
use crate::authority::{Authority, write_private};
use crate::backup::Depot;
use crate::catalogue::Catalogue;
use crate::drivers::host::{Config, Fake, Host, Local};
use crate::drivers::vies::Vies;
use crate::licences::CheckRows;
use crate::mail::Outgoing;
use crate::{servers, words};
use hostler_kit::db::Db;
use hostler_kit::jobs::Wake;
use hostler_kit::random::Random;
use hostler_kit::secret::Vault;
use hostler_kit::time::Clock;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

/// Makes what is missing: one process at a time does. `portal` is where the portal answers.
pub(super) async fn open(options: &Options, portal: SocketAddr) -> Result<App, UpError> {
    let _opening = opening(&options.data).await?;
    let app = open_beside(options, portal).await?;
    let host = Local::open(host_config(options, servers::gateway(&app))).await?;
    Ok(App { host: Host::Local(host), ..app })
}

/// Opens the data folder for a command of the provider's, beside a platform that may run: no server can be touched.
pub(super) async fn open_folder(options: &Options) -> Result<App, UpError> {
    let _opening = opening(&options.data).await?;
    let db = open_database(&database_url(&options.data, options.database.as_deref())).await?;
    let demo = remembered(&db, "kind").await?.as_deref() == Some(DEMO);
    db.close().await;
    let kind = if demo { Kind::Demo } else { Kind::Real };
    open_beside(&Options { kind, ..options.clone() }, options.listen).await
}

/// Everything but this machine as a host; in its place stands one in memory, which has no servers.
async fn open_beside(options: &Options, portal: SocketAddr) -> Result<App, UpError> {
    let random = Random::System;
    let db = open_database(&database_url(&options.data, options.database.as_deref())).await?;
    let clock = clock(&db, options.kind).await?;
    let authority = Authority::open(&options.data)?;
    let catalogue = match &options.catalogue {
        Some(path) => Catalogue::load(path)?,
        None => Catalogue::standard(),
    };
    let gateway = Ipv4Addr::from(u32::from(options.network.0) + 1);
    Ok(App {
        servers: servers::api::client(authority.certificate())?,
        vault: Vault::new(vault_key(&options.data, &random)?),
        languages: Arc::new(words::load()?),
        host: Host::Fake(Fake::default()),
        wake: Wake::default(),
        checks: CheckRows::default(),
        outgoing: outgoing(options, &catalogue)?,
        acme: options.acme.as_ref().and_then(|asked| asked.authority.clone()),
        vies: options.vies.as_deref().map(Vies::at).transpose()?,
        settings: Settings {
            data: options.data.clone(),
            cache: options.cache.clone(),
            portal_url: options.url.clone().unwrap_or_else(|| portal_url(portal)),
            servers_url: format!("https://{gateway}:{SERVERS_PORT}"),
            network: options.network,
            binary: options.binary.clone(),
            webhooks: options.webhooks,
            backups: options.backups.clone().unwrap_or_else(|| Depot::beside(&options.data)),
            inbox_dns: options.inbox.as_ref().and_then(|inbox| inbox.dns),
        },
        db,
        clock,
        random,
        authority,
        catalogue,
    })
}

fn host_config(options: &Options, gateway: Ipv4Addr) -> Config {
    Config {
        bridge: options.bridge.clone(),
        gateway,
        prefix: options.network.1,
        open_ports: vec![SERVERS_PORT],
        ..Config::new(options.binary.clone())
    }
}

fn outgoing(options: &Options, catalogue: &Catalogue) -> Result<Option<Outgoing>, UpError> {
    let Some(url) = &options.smtp else { return Ok(None) };
    let from = options.mail_from.clone();
    let from = from.unwrap_or_else(|| format!("noreply@{}", catalogue.provider.domain));
    Ok(Some(Outgoing::of(url, &from)?))
}

fn portal_url(portal: SocketAddr) -> String {
    let host = match portal.ip() {
        ip if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        ip => ip,
    };
    format!("http://{}", SocketAddr::new(host, portal.port()))
}

/// What a folder is from its first start.
const DEMO: &str = "a demo";
const REAL: &str = "a real installation";

/// The clock, which is movable only where the folder has been a demo's from its first start.
async fn clock(db: &Db, kind: Kind) -> Result<Clock, UpError> {
    let name = |kind: Kind| if kind == Kind::Demo { DEMO } else { REAL };
    match remembered(db, "kind").await?.as_deref() {
        None => remember(db, "kind", name(kind)).await?,
        Some(found) if found == name(kind) => {}
        Some(found) => {
            let found = if found == DEMO { DEMO } else { REAL };
            return Err(UpError::OtherKind { found, asked: name(kind) });
        }
    }
    if kind == Kind::Real {
        return Ok(Clock::System);
    }
    let offset = remembered(db, "clock_offset_ms").await?;
    Ok(Clock::demo(offset.and_then(|offset| offset.parse().ok()).unwrap_or(0)))
}

/// The key that seals secrets in the database: 64 hexadecimal digits in the file `key`, made at the first start.
fn vault_key(data: &Path, random: &Random) -> Result<[u8; 32], UpError> {
    let path = data.join("key");
    if !path.exists() {
        write_private(&path, &random.secret())?;
    }
    let text = std::fs::read_to_string(&path).map_err(folder_error(&path))?;
    let mut key = [0; 32];
    let digits: Option<Vec<u8>> =
        (0..64).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect();
    match digits {
        Some(bytes) if text.trim().len() == 64 => key.copy_from_slice(&bytes),
        _ => return Err(UpError::Key(path)),
    }
    Ok(key)
}
