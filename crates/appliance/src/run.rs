//! The appliance as a program: from the bootstrap file to a server that takes mail, until it is told to stop.

use crate::accounts::{self, AccountsError};
use crate::app::{App, AppError, MIGRATOR};
use crate::backup;
use crate::engines::maps::MapsError;
use crate::engines::{self, Intake, Maps, Site, files, sni};
use crate::export::{self as exported, NotExported};
use crate::licensing::{self, Command, LicensingError, Place, Told};
use crate::projection::{self, RenderError};
use crate::server::shown::Shown;
use crate::server::{self, Folders, SetupError};
use crate::supervise::{self, Order, Watch};
use crate::updates::command::{Command as UpdateCommand, Ended, Terminal};
use crate::updates::installer::{self, NotInstalled};
use crate::updates::{self, Outcome, Updates};
use crate::usage::delivery::{self, BadAuthority, Platform};
use crate::{console, entrance, fallback, load, lock, usage};
use axum_server::tls_rustls::RustlsConfig;
use hostler_kit::db::{Db, DbError};
use hostler_kit::random::Random;
use hostler_kit::time::Clock;
use hostler_wire::bootstrap::{CONSOLE_PORT, ClockKind, Holding};
use hostler_wire::{Bootstrap, bootstrap};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
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
    /// Where systemd waits to be told that the console answers (sd_notify(3)): the path of a socket.
    pub notify: Option<PathBuf>,
}

/// The settings of a customer's own machine.
pub const OWN_SETTINGS: &str = "/etc/hostler/connect.json";
/// Its data folder.
pub const OWN_DATA: &str = "/var/lib/hostler-connect";

impl Default for RunOptions {
    /// A hosted server's.
    fn default() -> RunOptions {
        let data = Folders::default().root().to_path_buf();
        RunOptions { bootstrap: bootstrap::PATH.into(), data, notify: None }
    }
}

impl RunOptions {
    /// A customer's own machine's.
    pub fn own_machine() -> RunOptions {
        RunOptions { bootstrap: OWN_SETTINGS.into(), data: OWN_DATA.into(), notify: None }
    }

    /// What this machine is: a hosted server if its bootstrap file is there.
    pub fn of_this_machine() -> RunOptions {
        match Path::new(bootstrap::PATH).exists() {
            true => RunOptions::default(),
            false => RunOptions::own_machine(),
        }
    }
}

/// Why a server did not start or had to end: one plain sentence.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error("there is no {0}: this machine is not set up. Run `hostler appliance setup`")]
    NotSetUp(PathBuf),
    #[error("at a hosted server, the portal signs people in: open the console from there")]
    NoLink,
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
    #[error(transparent)]
    CameBack(#[from] backup::NotContinued),
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
    #[error(transparent)]
    Export(#[from] NotExported),
    #[error("the link cannot be written: {0}")]
    Link(sqlx::Error),
    #[error("the console cannot be served on port {CONSOLE_PORT}: {0}")]
    Console(io::Error),
    #[error("{0}")]
    Licence(String),
    #[error("{0}")]
    Update(String),
    #[error(transparent)]
    Installer(#[from] NotInstalled),
    #[error("signals cannot be received: {0}")]
    Signals(io::Error),
}

/// Runs a server until SIGTERM or SIGINT; then the engines have ended in order.
pub async fn run(options: RunOptions) -> Result<(), RunError> {
    run_with(options, async |_: &Arc<App>| {}).await
}

/// The same, where `standing` says before any engine is started whether the server is open (`signals.lock`), and may go
/// on saying so in a task of its own.
pub async fn run_with(options: RunOptions, standing: impl AsyncFnOnce(&Arc<App>)) -> Result<(), RunError> {
    // Somebody else in this process may have chosen it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folders = Folders::at(&options.data);
    let bootstrap = read(&options.bootstrap)?;
    server::prepare(&bootstrap, &folders).await?;
    let place = bootstrap.licensed().is_some().then(|| Place::beside(&options.bootstrap));
    backup::take_place(&folders).map_err(backup::NotContinued::from)?;
    let app = open(bootstrap, folders).await?;
    let app = match place {
        Some(place) => {
            app.licensed_by(place).updated_by(Updates::of_machine(&options.bootstrap, &options.data))
        }
        None => app,
    };
    let app = app.shared();
    backup::adopt(&app).await?;
    accounts::ensure_administrator(&app).await?;
    let reports = app.bootstrap.hosted().filter(|hosted| hosted.drill.is_none());
    let platform = reports.map(Platform::of).transpose()?;
    let mut maps = Maps::open(&app.folders).await?;
    projection::render(&app, &mut maps).await?;
    licensing::look(&app, 0).await.map_err(not_told)?;
    standing(&app).await;
    let _running = mark(&app);
    let begun = lock::intake(&app.signals.lock.borrow());
    let site = settings(&app, begun)?;

    let mut terminate = signal(SignalKind::terminate()).map_err(RunError::Signals)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(RunError::Signals)?;
    let (orders, received) = mpsc::channel(8);
    let _ = app.signals.orders.set(orders.clone());
    let programs = lock::beginning(begun, engines::programs(&site, app.drill()));
    let supervised = tokio::spawn(supervise::run(programs, watch(&app), received));
    let served = tokio::select! {
        served = serve(app.clone(), options.notify) => served,
        () = projection::run(&app, maps) => Ok(()),
        () = deliver(&app, platform) => Ok(()),
        () = usage::run_readings(&app) => Ok(()),
        () = load::run(&app) => Ok(()),
        () = licensing::run(&app) => Ok(()),
        () = updates::run(&app) => Ok(()),
        () = follow(&app, &orders, begun) => Ok(()),
        _ = terminate.recv() => Ok(()),
        _ = interrupt.recv() => Ok(()),
    };
    tracing::info!("the server stops");
    let _ = orders.send(Order::Stop).await;
    let _ = supervised.await;
    app.db.close().await;
    served
}

/// Writes the engines' settings, as they begin. Without its table Postfix would take no mail at all, so where that cannot
/// be made the server is known by its own name alone.
fn settings(app: &App, begun: Intake) -> Result<Site, RunError> {
    let mut site = app.site();
    let write = |site: &Site| files::write(&engines::settings(site, begun)).map_err(RunError::Settings);
    write(&site)?;
    if let Err(error) = sni::write(&site) {
        tracing::error!(%error, "certificates for the customer's own names are not shown");
        site.hosts.clear();
        write(&site)?;
    }
    Ok(site)
}

/// A link to the console's set-up, or to a new password, good once and for a day (customers' own machines only).
pub async fn link(options: RunOptions) -> Result<String, RunError> {
    let bootstrap = read(&options.bootstrap)?;
    if bootstrap.licensed().is_none() {
        return Err(RunError::NoLink);
    }
    let folders = Folders::at(&options.data);
    folders.make_root().map_err(RunError::Settings)?;
    let app = open(bootstrap, folders).await?;
    let link = entrance::make_link(&app).await.map_err(RunError::Link);
    app.db.close().await;
    link
}

/// What root does about the licence at the machine itself.
pub async fn licence(options: RunOptions, command: &Command) -> Result<Told, RunError> {
    let app = open_licensed(&options).await?;
    let told = licensing::run_command(&app, command).await.map_err(not_told);
    app.db.close().await;
    told
}

/// Before the product is uninstalled: the licence leaves the machine. None where there is none.
pub async fn leave(options: RunOptions) -> Result<Option<Told>, RunError> {
    let app = open_licensed(&options).await?;
    let told = licensing::leave_behind(&app).await.map_err(not_told);
    app.db.close().await;
    told
}

/// What root does about versions at the machine itself.
pub async fn update(
    options: RunOptions,
    command: &UpdateCommand,
    terminal: &mut impl Terminal,
) -> Result<Ended, RunError> {
    let app = open_licensed(&options).await?;
    licensing::look(&app, 0).await.map_err(not_told)?;
    let ended = updates::command::run(&app, command, terminal).await;
    app.db.close().await;
    ended.map_err(|error| RunError::Update(updates::command::said(error)))
}

/// Carries out the installation that was begun: a program of its own, which the server's end does not end.
pub async fn install(options: RunOptions) -> Result<Outcome, RunError> {
    Ok(installer::run(&options.bootstrap, &options.data).await?)
}

async fn open_licensed(options: &RunOptions) -> Result<App, RunError> {
    let folders = Folders::at(&options.data);
    folders.make_root().map_err(RunError::Settings)?;
    let app = open(read(&options.bootstrap)?, folders).await?;
    let updates = Updates::of_machine(&options.bootstrap, &options.data);
    Ok(app.licensed_by(Place::beside(&options.bootstrap)).updated_by(updates))
}

fn not_told(error: LicensingError) -> RunError {
    RunError::Licence(licensing::in_english(error))
}

/// Everything of the server in one tar file.
pub async fn export(options: RunOptions, to: &Path) -> Result<(), RunError> {
    let app = open(read(&options.bootstrap)?, Folders::at(&options.data)).await?;
    let written = exported::write(&app, to).await;
    app.db.close().await;
    Ok(written?)
}

/// Where no systemd does, the installing program finds by this whom it has to stop.
fn mark(app: &App) -> Option<std::fs::File> {
    let marked = app.bootstrap.licensed().map(|_| updates::mark_running(app.folders.root()));
    marked?.inspect_err(|error| tracing::warn!(%error, "this server cannot be marked as running")).ok()
}

fn read(path: &Path) -> Result<Bootstrap, RunError> {
    let text = match std::fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(RunError::NotSetUp(path.to_path_buf()));
        }
        text => text.map_err(|error| RunError::Unreadable(path.to_path_buf(), error))?,
    };
    serde_json::from_slice(&text).map_err(|error| RunError::Malformed(path.to_path_buf(), error))
}

/// Reports the journal, and for whom mail is taken, where there is a platform to report to; a customer's own machine keeps it.
async fn deliver(app: &App, platform: Option<Platform>) {
    match platform {
        Some(platform) => {
            tokio::join!(delivery::run(app, &platform), fallback::run(app, &platform));
        }
        None => std::future::pending().await,
    }
}

/// The engines follow the lock for as long as there is one.
async fn follow(app: &App, orders: &mpsc::Sender<Order>, begun: Intake) {
    lock::follow(app, orders, begun).await;
    std::future::pending().await
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

fn watch(app: &Arc<App>) -> Watch {
    let clock = app.clock.clone();
    Watch {
        log_folder: app.folders.log(),
        now: Arc::new(move || clock.now_ms()),
        state: app.signals.engines.clone(),
    }
}

/// Console and API by HTTPS. Once it answers, systemd is told, and a customer's own machine that nobody has set up yet
/// says where that is done.
async fn serve(app: Arc<App>, notify: Option<PathBuf>) -> Result<(), RunError> {
    let (certificate, key) = identity(&app).map_err(RunError::Console)?;
    let shown = Arc::new(Shown::of(&certificate, &key).map_err(RunError::Console)?);
    shown.read(&app.folders);
    let _ = app.signals.shown.set(shown.clone());
    let mut tls = rustls::ServerConfig::builder().with_no_client_auth().with_cert_resolver(shown);
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let tls = RustlsConfig::from_config(Arc::new(tls));
    let address = SocketAddr::from((Ipv4Addr::UNSPECIFIED, CONSOLE_PORT));
    let handle = axum_server::Handle::new();
    let router = console::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum_server::bind_rustls(address, tls).handle(handle.clone()).serve(router);
    let greet = async {
        if handle.listening().await.is_some() {
            greet(&app, notify.as_deref()).await;
        }
        std::future::pending().await
    };
    tokio::select! {
        served = server => served.map_err(RunError::Console),
        () = greet => Ok(()),
    }
}

/// Certificate chain and key (PEM): the platform's choice, or the one that the engines have.
fn identity(app: &App) -> io::Result<(Vec<u8>, Vec<u8>)> {
    match &app.bootstrap.holding {
        Holding::Hosted(hosted) => Ok((hosted.certificate.clone().into(), hosted.key.clone().into())),
        Holding::Licence(_) => {
            Ok((std::fs::read(app.folders.certificate())?, std::fs::read(app.folders.key())?))
        }
    }
}

async fn greet(app: &App, notify: Option<&Path>) {
    if let Some(socket) = notify
        && let Err(error) = UnixDatagram::unbound().and_then(|own| own.send_to(b"READY=1", socket))
    {
        tracing::warn!(%error, "systemd could not be told that the console answers");
    }
    if app.bootstrap.licensed().is_none() {
        return;
    }
    match entrance::first_link(app).await {
        Ok(Some(link)) => println!("Set this server up (good once, for a day): {link}"),
        Ok(None) => {}
        Err(error) => {
            tracing::error!(%error, "no link can be made; ask for one with `hostler appliance link`")
        }
    }
}
