//! The appliance as a program: from the bootstrap file to a server that takes mail, until it is told to stop.

use crate::accounts::{self, AccountsError};
use crate::app::{App, AppError, MIGRATOR};
use crate::engines::maps::MapsError;
use crate::engines::{Maps, dovecot, files, postfix};
use crate::projection::{self, RenderError};
use crate::server::{self, Folders, SetupError};
use crate::supervise::{self, Order, Watch};
use crate::usage::delivery::{self, BadAuthority, Platform};
use crate::{console, usage};
use hostler_kit::db::{Db, DbError};
use hostler_kit::random::Random;
use hostler_kit::time::Clock;
use hostler_wire::bootstrap::{CONSOLE_PORT, ClockKind};
use hostler_wire::{Bootstrap, bootstrap};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

/// How the appliance is started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunOptions {
    /// The bootstrap file.
    pub bootstrap: PathBuf,
    /// The server's data folder.
    pub data: PathBuf,
}

impl Default for RunOptions {
    fn default() -> RunOptions {
        RunOptions { bootstrap: bootstrap::PATH.into(), data: Folders::default().root().to_path_buf() }
    }
}

/// Why a server did not start or had to end: one plain sentence.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error("the bootstrap file {0} cannot be read: {1}")]
    Unreadable(PathBuf, io::Error),
    #[error("the bootstrap file {0} is not of this version of the program: {1}")]
    Malformed(PathBuf, serde_json::Error),
    #[error(transparent)]
    Setup(#[from] SetupError),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error("the setting of the demo clock cannot be read: {0}")]
    Clock(sqlx::Error),
    #[error(transparent)]
    App(#[from] AppError),
    #[error("the administrator's account cannot be made: {0}")]
    Administrator(#[from] AccountsError),
    #[error(transparent)]
    Maps(#[from] MapsError),
    #[error(transparent)]
    Render(#[from] RenderError),
    #[error("the engines' settings cannot be written: {0}")]
    Settings(io::Error),
    #[error(transparent)]
    Authority(#[from] BadAuthority),
    #[error("the console cannot be served on port {CONSOLE_PORT}: {0}")]
    Console(io::Error),
    #[error("signals cannot be received: {0}")]
    Signals(io::Error),
}

/// Runs a server until SIGTERM or SIGINT; then the engines have ended in order.
pub async fn run(options: RunOptions) -> Result<(), RunError> {
    // Somebody else in this process may have chosen it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folders = Folders::at(&options.data);
    let bootstrap = read(&options.bootstrap)?;
    server::prepare(&bootstrap, &folders).await?;
    let app = open(bootstrap, folders).await?.shared();
    accounts::ensure_administrator(&app).await?;
    let platform = Platform::of(&app.bootstrap)?;
    let mut maps = Maps::open(&app.folders).await?;
    projection::render(&app, &mut maps).await?;
    let site = app.site();
    files::write(&postfix::files(&site)).map_err(RunError::Settings)?;
    files::write(&dovecot::files(&site)).map_err(RunError::Settings)?;

    let mut terminate = signal(SignalKind::terminate()).map_err(RunError::Signals)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(RunError::Signals)?;
    let (orders, received) = mpsc::channel(8);
    let engines = tokio::spawn(supervise::run(programs(&app), watch(&app), received));
    let served = tokio::select! {
        served = serve(app.clone()) => served,
        () = projection::run(&app, maps) => Ok(()),
        () = delivery::run(&app, &platform) => Ok(()),
        () = usage::run_readings(&app) => Ok(()),
        _ = terminate.recv() => Ok(()),
        _ = interrupt.recv() => Ok(()),
    };
    tracing::info!("the server stops");
    let _ = orders.send(Order::Stop).await;
    let _ = engines.await;
    app.db.close().await;
    served
}

fn read(path: &PathBuf) -> Result<Bootstrap, RunError> {
    let text = std::fs::read(path).map_err(|error| RunError::Unreadable(path.clone(), error))?;
    serde_json::from_slice(&text).map_err(|error| RunError::Malformed(path.clone(), error))
}

/// The database with this version's tables, and the clock that the bootstrap names.
async fn open(bootstrap: Bootstrap, folders: Folders) -> Result<App, RunError> {
    let file = folders.root().join("appliance.sqlite");
    let db = Db::open(&format!("sqlite:{}", file.display()), &MIGRATOR).await?;
    let clock = match bootstrap.clock {
        ClockKind::System => Clock::System,
        ClockKind::Demo => {
            let saved = console::clock::saved_offset_ms(&db).await.map_err(RunError::Clock)?;
            Clock::demo(saved.max(bootstrap.clock_offset_ms))
        }
    };
    Ok(App::new(bootstrap, db, clock, Random::System)?.in_folders(folders))
}

fn programs(app: &App) -> Vec<supervise::Program> {
    let site = app.site();
    vec![postfix::program(&site), dovecot::program(&site)]
}

fn watch(app: &Arc<App>) -> Watch {
    let clock = app.clock.clone();
    Watch {
        log_folder: app.folders.log(),
        now: Arc::new(move || clock.now_ms()),
        state: app.signals.engines.clone(),
    }
}

/// Console and API by HTTPS with the bootstrap's certificate.
async fn serve(app: Arc<App>) -> Result<(), RunError> {
    let (certificate, key) = (app.bootstrap.certificate.clone(), app.bootstrap.key.clone());
    let tls = axum_server::tls_rustls::RustlsConfig::from_pem(certificate.into(), key.into());
    let tls = tls.await.map_err(RunError::Console)?;
    let address = SocketAddr::from((Ipv4Addr::UNSPECIFIED, CONSOLE_PORT));
    let server = axum_server::bind_rustls(address, tls).serve(console::router(app).into_make_service());
    server.await.map_err(RunError::Console)
}
