//! Running the relay: started with the platform, told what changes, ended in good order.

use super::model::Recipients;
use super::{look_up, rules, store, warn};
use crate::app::App;
use crate::authority::write_private;
use crate::monitoring::{self, Standing};
use crate::servers::{self, Server, host_name};
use hostler_kit::id::Id;
use hostler_relay::run::{NotStarted, Relay};
use hostler_relay::settings::{Settings, Tls};
use hostler_relay::table::{PrimarySettings, Table};
use hostler_wire::recipients::Domain;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

/// How often it is looked whether something changed; where making the table takes long, less often.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How often the table is made anew without a reason.
const MAKE_EVERY: Duration = Duration::from_secs(30);
/// How often ages and room are looked at.
const WARN_EVERY: Duration = Duration::from_secs(60);
/// So much of the disk stays free of mail.
pub const RESERVE_BYTES: u64 = 1 << 30;
/// A small disk is not all reserve.
const SEGMENT_BYTES: u64 = 64 << 20;

#[derive(Debug, thiserror::Error)]
pub enum NoFallback {
    #[error("{0} cannot be written: {1}")]
    Folder(PathBuf, std::io::Error),
    #[error("its certificate cannot be made: {0}")]
    Certificate(#[from] crate::authority::AuthorityError),
    #[error(transparent)]
    Relay(#[from] NotStarted),
}

/// Where the relay keeps its mail.
pub fn folder(app: &App) -> PathBuf {
    app.settings.data.join("fallback")
}

/// Where it is asked.
pub fn socket(app: &App) -> PathBuf {
    folder(app).join("relay.sock")
}

/// Starts the relay with what is known of the servers now. Without a certificate of its own it offers encryption by
/// one that the platform signs: senders take any (RFC 7435).
pub async fn start(
    app: &App,
    listen: SocketAddr,
    certificate: Option<(PathBuf, PathBuf)>,
) -> Result<Relay, NoFallback> {
    let folder = folder(app);
    std::fs::create_dir_all(&folder).map_err(|error| NoFallback::Folder(folder.clone(), error))?;
    let (certificate, key) = match certificate {
        Some(given) => given,
        None => own_certificate(app, &folder)?,
    };
    let settings = Settings {
        host: app.catalogue.fallback.host.clone(),
        listen: vec![listen],
        socket: Some(socket(app)),
        folder,
        segment_bytes: SEGMENT_BYTES,
        reserve_bytes: RESERVE_BYTES,
        tls: Some(Tls { certificate, key }),
        limits: Default::default(),
        primaries: primaries(app).await.unwrap_or_default(),
    };
    Ok(Relay::start(&settings, app.clock.clone()).await?)
}

fn own_certificate(app: &App, folder: &Path) -> Result<(PathBuf, PathBuf), NoFallback> {
    let leaf = app.authority.issue(&app.catalogue.fallback.host, servers::gateway(app))?;
    let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
    write_private(&certificate, &leaf.certificate)?;
    write_private(&key, &leaf.key)?;
    Ok((certificate, key))
}

/// Tells the relay what changes until `end`; then ends it in good order.
pub async fn run(app: Arc<App>, relay: Relay, mut end: oneshot::Receiver<()>) {
    let mut seen = Seen::default();
    loop {
        let begun_ms = app.now_ms();
        seen.follow(&app, &relay).await;
        let took_ms = u64::try_from(app.now_ms() - begun_ms).unwrap_or(0);
        let rest = LOOK_EVERY.max(Duration::from_millis(took_ms * 10).min(MAKE_EVERY));
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            _ = &mut end => break,
        }
    }
    if let Err(error) = relay.stop().await {
        tracing::error!(%error, "the fallback did not end in good order; what it took is on disk");
    }
}

/// Looks up MX records as they get old, until the task is dropped.
pub async fn look_up_all(app: &App) {
    loop {
        if let Err(error) = look_up::old_ones(app).await {
            tracing::warn!(detail = error.detail, "MX records could not be looked up; trying again");
        }
        tokio::time::sleep(WARN_EVERY).await;
    }
}

/// What the table in force was made of, and when.
#[derive(Default)]
struct Seen {
    lists: (i64, i64),
    standings: HashMap<Id<Server>, Standing>,
    made_at_ms: Option<i64>,
    warned_at_ms: Option<i64>,
}

impl Seen {
    async fn follow(&mut self, app: &App, relay: &Relay) {
        if let Err(error) = self.look(app, relay).await {
            tracing::warn!(%error, "the fallback could not be told what changed; trying again");
        }
        if is_old(self.warned_at_ms, (app.now_ms(), WARN_EVERY)) {
            self.warned_at_ms = Some(app.now_ms());
            if let Err(fault) = warn::look(app, relay).await {
                tracing::warn!(detail = fault.detail, "held mail could not be looked at; trying again");
            }
        }
    }

    async fn look(&mut self, app: &App, relay: &Relay) -> Result<(), sqlx::Error> {
        let (lists, standings) = (store::state(&app.db).await?, monitoring::standings(&app.db).await?);
        let old = is_old(self.made_at_ms, (app.now_ms(), MAKE_EVERY));
        if !old && lists == self.lists && standings == self.standings {
            return Ok(());
        }
        match Table::new(&primaries(app).await?) {
            Ok(table) => relay.replace_table(table),
            Err(error) => tracing::error!(%error, "the fallback keeps the table of before"),
        }
        for (server, standing) in &standings {
            // What was put off before is delivered at once too.
            if *standing == Standing::Up && self.standings.get(server) != Some(&Standing::Up) {
                relay.sight.of(server.as_str()).bell.notify_one();
            }
        }
        (self.lists, self.standings, self.made_at_ms) = (lists, standings, Some(app.now_ms()));
        Ok(())
    }
}

/// Whether it was never done, or so long ago.
fn is_old(at_ms: Option<i64>, (now_ms, every): (i64, Duration)) -> bool {
    at_ms.is_none_or(|at_ms| now_ms - at_ms >= i64::try_from(every.as_millis()).unwrap_or(i64::MAX))
}

/// Every server that said for whom it takes mail and is not gone, with the domains that are its own.
pub async fn primaries(app: &App) -> Result<Vec<PrimarySettings>, sqlx::Error> {
    let standings = monitoring::standings(&app.db).await?;
    let servers: HashMap<Id<Server>, Server> =
        servers::alive(&app.db).await?.into_iter().map(|server| (server.id.clone(), server)).collect();
    let owners: HashMap<String, Id<Server>> =
        store::claims(&app.db).await?.into_iter().map(|claim| (claim.name, claim.server_id)).collect();
    let mut primaries = Vec::new();
    for list in store::all(&app.db).await? {
        match servers.get(&list.server_id) {
            Some(server) => primaries.push(primary(app, server, (&list, &owners, &standings))),
            None => forget(app, &list.server_id).await?,
        }
    }
    Ok(primaries)
}

type Around<'a> = (&'a Recipients, &'a HashMap<String, Id<Server>>, &'a HashMap<Id<Server>, Standing>);

fn primary(app: &App, server: &Server, (list, owners, standings): Around<'_>) -> PrimarySettings {
    let mut domains: Vec<Domain> = serde_json::from_str(&list.domains).unwrap_or_default();
    domains.retain(|domain| owners.get(&domain.name) == Some(&server.id));
    let known = rules::Known {
        name: server.id.as_str(),
        address: servers::address(app, server.slot),
        standing: standings.get(&server.id).copied().unwrap_or(Standing::Unwatched),
        domains,
    };
    rules::primary(known, &app.catalogue.fallback)
}

async fn forget(app: &App, server: &Id<Server>) -> Result<(), sqlx::Error> {
    let mut tx = app.db.begin().await?;
    store::forget(&mut tx, server).await?;
    tx.commit().await
}

/// Where a server's mail goes by, for its customer: its own name and the fallback's.
pub fn mail_hosts(app: &App, server: &Server) -> (String, String) {
    (host_name(app, server), app.catalogue.fallback.host.clone())
}
