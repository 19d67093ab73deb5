//! Running the relay: started with the platform, told what changes, ended in good order.

use super::book::{Book, Line, Told};
use super::disputes;
use super::files::{self, Files};
use super::follow::Follower;
use super::known::{self, Known};
use super::look_up;
use super::name::{self, Given};
use crate::app::App;
use crate::authority::write_private;
use crate::servers::{Server, host_name};
use hostler_kit::http::Fault;
use hostler_relay::checks::{At, CheckSettings};
use hostler_relay::run::{NotStarted, Relay};
use hostler_relay::settings::{Settings, Tls};
use hostler_relay::table::{PrimarySettings, Table};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

/// How often it is looked whether something changed; where that takes long, less often.
const LOOK_EVERY: Duration = Duration::from_secs(1);
const LOOK_AT_LEAST_EVERY: Duration = Duration::from_secs(30);
/// How often MX records are looked at.
const LOOK_UP_EVERY: Duration = Duration::from_secs(60);
/// How often it is looked whether the certificate's files are others.
const FILES_EVERY_MS: i64 = 60_000;
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
    #[error("what it knows of the servers cannot be read: {0}")]
    Unknown(#[from] sqlx::Error),
    #[error(transparent)]
    Relay(#[from] NotStarted),
}

/// Where it runs, and who looks at its mail.
#[derive(Debug, Clone)]
pub struct Place {
    pub listen: SocketAddr,
    /// Files; none: it makes its own.
    pub certificate: Option<(PathBuf, PathBuf)>,
    pub rspamd: Option<At>,
    pub clamd: Option<At>,
}

/// A running relay, and who tells it what changes.
pub struct Kept {
    pub relay: Relay,
    pub follower: Follower,
    /// Where it shows which certificate.
    pub shows: (SocketAddr, Given),
    files: Files,
}

/// Where the relay keeps its mail.
pub fn folder(app: &App) -> PathBuf {
    app.settings.data.join("fallback")
}

/// Where it is asked.
pub fn socket(app: &App) -> PathBuf {
    folder(app).join("relay.sock")
}

/// The platform's own authority, as a file.
pub fn authority(app: &App) -> PathBuf {
    folder(app).join("authority.pem")
}

/// Starts the relay with what was known of the servers when it ended; the database is asked for what changed since then,
/// and for everything at the very first start. Without a certificate of its own the relay offers encryption by one that
/// the platform signs: senders take any (RFC 7435).
pub async fn start(app: &App, place: Place) -> Result<Kept, NoFallback> {
    let folder = folder(app);
    std::fs::create_dir_all(&folder).map_err(|error| NoFallback::Folder(folder.clone(), error))?;
    write_private(&authority(app), app.authority.certificate())?;
    let listens = place.listen;
    let given = if place.certificate.is_some() { Given::ByFile } else { Given::ByPlatform };
    let (certificate, key) = match place.certificate.clone() {
        Some(given) => given,
        None => files::own(app, &folder)?,
    };
    let tls = Tls { certificate, key };
    let files = Files::of(&tls);
    let (book, known, since_ms) = recall(app, &folder).await?;
    let settings = Settings {
        host: app.catalogue.fallback.host.clone(),
        listen: vec![place.listen],
        socket: Some(socket(app)),
        folder,
        segment_bytes: SEGMENT_BYTES,
        reserve_bytes: RESERVE_BYTES,
        tls: Some(tls),
        // The hosted servers take no international addresses.
        smtputf8: false,
        postmaster: None,
        limits: Default::default(),
        checks: checks(app, place),
        primaries: known::primaries(app, &known),
    };
    let relay = Relay::start(&settings, app.clock.clone()).await?;
    let shows = (relay.addresses.first().copied().unwrap_or(listens), given);
    Ok(Kept { relay, follower: Follower::new(book, &known, since_ms), shows, files })
}

fn checks(app: &App, place: Place) -> CheckSettings {
    let terms = &app.catalogue.fallback;
    CheckSettings {
        rspamd: place.rspamd,
        clamd: place.clamd,
        when_away: terms.scanner_away,
        greylist: terms.greylist,
        soft_reject: terms.soft_reject,
        ..CheckSettings::default()
    }
}

/// What is known, and since when nothing is.
async fn recall(app: &App, folder: &Path) -> Result<(Book, Vec<Known>, i64), NoFallback> {
    let path = folder.join("table.book");
    let wrong = |error| NoFallback::Folder(path.clone(), error);
    let (mut book, told) = Book::open(&path).map_err(wrong)?;
    if let Told { known, until_ms: Some(until_ms) } = told
        && Table::new(&known::primaries(app, &known)).is_ok()
    {
        return Ok((book, known, until_ms));
    }
    let now_ms = app.now_ms();
    let known = known::all(app).await?;
    let line =
        |known: &Known| Line { at_ms: now_ms, server: known.server.clone(), known: Some(known.clone()) };
    book.write(&known.iter().map(line).collect::<Vec<_>>()).map_err(wrong)?;
    Ok((book, known, now_ms))
}

/// Tells the relay what changes until `end`; then ends it in good order.
pub async fn run(app: Arc<App>, kept: Kept, mut end: oneshot::Receiver<()>) {
    let Kept { relay, mut follower, mut files, .. } = kept;
    let mut files_at_ms = app.now_ms();
    loop {
        let begun_ms = app.now_ms();
        follower.follow(&app, &relay).await;
        if begun_ms - files_at_ms >= FILES_EVERY_MS {
            files_at_ms = begun_ms;
            follow_files(&app, &relay, &mut files).await;
        }
        let took_ms = u64::try_from(app.now_ms() - begun_ms).unwrap_or(0);
        let rest = LOOK_EVERY.max(Duration::from_millis(took_ms * 10).min(LOOK_AT_LEAST_EVERY));
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            _ = &mut end => break,
        }
    }
    if let Err(error) = relay.stop().await {
        tracing::error!(%error, "the fallback did not end in good order; what it took is on disk");
    }
}

async fn follow_files(app: &App, relay: &Relay, files: &mut Files) {
    if files.follow(relay)
        && let Err(error) = name::look_again(app).await
    {
        tracing::warn!(detail = error.detail, "the fallback's name is looked at within the hour");
    }
}

/// Looks up what DNS says as it gets old, until the task is dropped. `shows` is where the fallback shows its certificate.
pub async fn look_up_all(app: &App, shows: (SocketAddr, Given)) {
    tokio::join!(
        again_and_again("the fallback's name", || name::look(app, shows)),
        again_and_again("MX records", || look_up::old_ones(app)),
        again_and_again("disputed domains", || disputes::settle(app)),
    );
}

/// Each at its own pace: many domains hold up nothing else.
async fn again_and_again<F: Future<Output = Result<(), Fault>>>(what: &str, look: impl Fn() -> F) {
    loop {
        if let Err(error) = look().await {
            tracing::warn!(detail = error.detail, what, "what DNS says could not be looked up; trying again");
        }
        tokio::time::sleep(LOOK_UP_EVERY).await;
    }
}

/// Every server that said for whom it takes mail and is not gone, with the domains that are its own.
pub async fn primaries(app: &App) -> Result<Vec<PrimarySettings>, sqlx::Error> {
    Ok(known::primaries(app, &known::all(app).await?))
}

/// Where a server's mail goes by, for its customer: its own name and the fallback's.
pub fn mail_hosts(app: &App, server: &Server) -> (String, String) {
    (host_name(app, server), app.catalogue.fallback.host.clone())
}
