//! Bringing the whole platform up in one process: the embedded default (S1, W3).

use crate::app::{App, Settings, open_database, remembered};
use crate::authority::{Authority, AuthorityError, write_private};
use crate::catalogue::Catalogue;
use crate::drivers::host::{Config, Host, HostError, Local};
use crate::servers::{self, jobs::ReconcileServer};
use crate::{accounts, billing, portal, words};
use axum_server::tls_rustls::RustlsConfig;
use hostler_kit::db::DbError;
use hostler_kit::jobs::{Queue, Wake};
use hostler_kit::random::Random;
use hostler_kit::secret::Vault;
use hostler_kit::time::Clock;
use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// Jobs that run side by side.
const WORKERS: usize = 4;
/// Port at which servers reach the platform, on the bridge's gateway address.
const SERVERS_PORT: u16 = 8443;
const SWEEP_EVERY: Duration = Duration::from_secs(600);
/// How long requests under way may take when the platform ends.
const END_WITHIN: Duration = Duration::from_secs(3);

/// How this installation is started.
#[derive(Debug, Clone)]
pub struct Options {
    pub data: PathBuf,
    pub cache: PathBuf,
    pub listen: SocketAddr,
    /// `sqlite:PATH` or `postgres://…`; none: SQLite in the data folder.
    pub database: Option<String>,
    pub catalogue: Option<PathBuf>,
    pub bridge: String,
    /// The network of the servers, and its prefix length.
    pub network: (Ipv4Addr, u8),
    /// The program itself, which also runs inside each server.
    pub binary: PathBuf,
    pub kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Real,
    /// The clock can be moved; never an installation with customers.
    Demo,
}

#[derive(Debug, thiserror::Error)]
pub enum UpError {
    #[error("servers are containers, and only root may run them; start it as root: sudo hostler up")]
    NotRoot,
    #[error("the folder {path} cannot be used: {source}; give another one with --data, or make room")]
    Folder { path: PathBuf, source: std::io::Error },
    #[error(
        "{listen} cannot be listened on: {source}; end what uses it, or give another address with --listen"
    )]
    Listen { listen: SocketAddr, source: std::io::Error },
    #[error("this folder holds {found}, so it cannot be started as {asked}; give another folder with --data")]
    OtherKind { found: &'static str, asked: &'static str },
    #[error("another hostler uses {path}; end it first, or give another folder with --data")]
    InUse { path: PathBuf },
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error("the database does not answer: {0}")]
    Query(#[from] sqlx::Error),
    #[error(transparent)]
    Catalogue(#[from] crate::catalogue::CatalogueError),
    #[error(transparent)]
    Host(#[from] HostError),
    #[error("the words cannot be read: {0}")]
    Words(#[from] hostler_kit::ui::WordsError),
    #[error("the client for servers cannot be made: {0}")]
    Client(#[from] reqwest::Error),
    #[error("the certificate for servers cannot be used: {0}")]
    Certificate(std::io::Error),
    #[error("the key file {0} does not hold 64 hexadecimal digits; put the right one back")]
    Key(PathBuf),
}

/// A platform that answers.
pub struct Up {
    pub app: Arc<App>,
    /// Where the first member of staff signs up; none once there is one.
    pub setup_link: Option<String>,
    tasks: JoinSet<()>,
    portal: axum_server::Handle<SocketAddr>,
    _lock: std::fs::File,
}

/// Opens everything and starts answering.
pub async fn up(options: Options) -> Result<Up, UpError> {
    if !rustix::process::geteuid().is_root() {
        return Err(UpError::NotRoot);
    }
    let lock = lock(&options.data)?;
    let portal_listener = listen(options.listen).await?;
    let app = Arc::new(open(&options, portal_listener.1).await?);
    let mut tasks = JoinSet::new();
    let portal = serve_portal(&mut tasks, &app, portal_listener.0)?;
    serve_internal(&mut tasks, &app).await?;
    work(&mut tasks, &app);
    let setup_link = accounts::setup_link(&app).await?;
    Ok(Up { app, setup_link, tasks, portal, _lock: lock })
}

impl Up {
    /// Answers until `end`, then lets requests under way finish. Servers go on running.
    pub async fn until(mut self, end: impl Future<Output = ()>) {
        end.await;
        self.portal.graceful_shutdown(Some(END_WITHIN));
        tokio::time::timeout(END_WITHIN, async {
            while self.portal.connection_count() > 0 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        })
        .await
        .ok();
        self.tasks.shutdown().await;
    }
}

fn folder_error(path: &Path) -> impl Fn(std::io::Error) -> UpError + '_ {
    |source| UpError::Folder { path: path.to_path_buf(), source }
}

/// One process per data folder.
fn lock(data: &Path) -> Result<std::fs::File, UpError> {
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
    std::fs::DirBuilder::new().recursive(true).mode(0o711).create(data).map_err(folder_error(data))?;
    let path = data.join("lock");
    let mut options = std::fs::OpenOptions::new();
    let file = options
        .create(true)
        .write(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .map_err(folder_error(data))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(_) => Err(UpError::InUse { path: data.to_path_buf() }),
    }
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), UpError> {
    let failed = |source| UpError::Listen { listen: address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, bound))
}

async fn open(options: &Options, bound: SocketAddr) -> Result<App, UpError> {
    let random = Random::System;
    let database = options.database.clone();
    let database =
        database.unwrap_or_else(|| format!("sqlite:{}", options.data.join("platform.sqlite").display()));
    let db = open_database(&database).await?;
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
        host: Host::Local(Local::open(host_config(options, gateway)).await?),
        wake: Wake::default(),
        settings: Settings {
            data: options.data.clone(),
            cache: options.cache.clone(),
            portal_url: portal_url(bound),
            servers_url: format!("https://{gateway}:{SERVERS_PORT}"),
            network: options.network,
            binary: options.binary.clone(),
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

fn portal_url(bound: SocketAddr) -> String {
    let host = match bound.ip() {
        ip if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        ip => ip,
    };
    format!("http://{}", SocketAddr::new(host, bound.port()))
}

/// The clock, which is movable only where the folder has been a demo's from its first start.
async fn clock(db: &hostler_kit::db::Db, kind: Kind) -> Result<Clock, UpError> {
    const DEMO: &str = "a demo";
    const REAL: &str = "a real installation";
    let name = |kind: Kind| if kind == Kind::Demo { DEMO } else { REAL };
    match remembered(db, "kind").await?.as_deref() {
        None => crate::app::remember(db, "kind", name(kind)).await?,
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

fn serve_portal(
    tasks: &mut JoinSet<()>,
    app: &Arc<App>,
    listener: TcpListener,
) -> Result<axum_server::Handle<SocketAddr>, UpError> {
    let handle = axum_server::Handle::new();
    let listener = listener.into_std().map_err(UpError::Certificate)?;
    let server = axum_server::from_tcp(listener).map_err(UpError::Certificate)?.handle(handle.clone());
    let service = portal::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    tasks.spawn(async move {
        if let Err(error) = server.serve(service).await {
            tracing::error!(%error, "the portal ended");
        }
    });
    Ok(handle)
}

async fn serve_internal(tasks: &mut JoinSet<()>, app: &Arc<App>) -> Result<(), UpError> {
    let gateway = servers::gateway(app);
    let leaf = app.authority.issue("platform", gateway)?;
    let tls = RustlsConfig::from_pem(leaf.certificate.into_bytes(), leaf.key.into_bytes()).await;
    let tls = tls.map_err(UpError::Certificate)?;
    let address = SocketAddr::new(gateway.into(), SERVERS_PORT);
    let listener = listen(address).await?.0.into_std().map_err(UpError::Certificate)?;
    let server = axum_server::from_tcp_rustls(listener, tls).map_err(UpError::Certificate)?;
    let service = portal::internal(app.clone()).into_make_service();
    tasks.spawn(async move {
        if let Err(error) = server.serve(service).await {
            tracing::error!(%error, "the endpoint for servers ended");
        }
    });
    Ok(())
}

fn work(tasks: &mut JoinSet<()>, app: &Arc<App>) {
    for _ in 0..WORKERS {
        let app = app.clone();
        let queue = queue(&app);
        tasks.spawn(async move { queue.work(app).await });
    }
    let watched = app.clone();
    tasks.spawn(async move { servers::watch(&watched).await });
    let swept = app.clone();
    tasks.spawn(async move {
        loop {
            if let Err(error) = accounts::sweep(&swept).await {
                tracing::warn!(%error, "what has expired could not be removed");
            }
            tokio::time::sleep(SWEEP_EVERY).await;
        }
    });
}

/// Every kind of job that the platform knows.
pub fn queue(app: &App) -> Queue<App> {
    Queue::new(app.db.clone(), app.clock.clone(), app.wake.clone())
        .register::<ReconcileServer>()
        .register::<billing::invoices::jobs::IssueInvoice>()
}
