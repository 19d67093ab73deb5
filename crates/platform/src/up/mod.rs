//! Bringing the platform up (S1, W3): the portal and the jobs, in one process or in one each over the same database
//! and data folder.

mod fallback;
mod lock;
mod migrate;
mod open;
mod serve;
mod work;

pub use migrate::{check, migrate};
pub use work::queue;

use crate::accounts;
use crate::app::App;
use crate::authority::AuthorityError;
use crate::backup::Depot;
use crate::drivers::host::HostError;
use crate::webhooks::Reach;
use hostler_kit::db::DbError;
use hostler_relay::checks::At;
use std::fs::File;
use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// Port at which servers reach the platform, on the bridge's gateway address.
const SERVERS_PORT: u16 = 8443;
/// How long requests under way may take when the platform ends.
const END_WITHIN: Duration = Duration::from_secs(3);

/// How this installation is started.
#[derive(Debug, Clone)]
pub struct Options {
    pub data: PathBuf,
    pub cache: PathBuf,
    /// Where the portal answers.
    pub listen: SocketAddr,
    /// How people reach it, where that is another address; links in mails lead there.
    pub url: Option<String>,
    /// The mail server that takes the platform's mail; none: mail is captured.
    pub smtp: Option<String>,
    /// Who that mail comes from.
    pub mail_from: Option<String>,
    /// Where servers get their certificates; none: they have their own.
    pub acme: Option<Acme>,
    /// Where VAT numbers are asked (VIES); none: staff accept them by hand.
    pub vies: Option<String>,
    /// `sqlite:PATH` or `postgres://…`; none: SQLite in the data folder.
    pub database: Option<String>,
    pub catalogue: Option<PathBuf>,
    pub bridge: String,
    /// The network of the servers, and its prefix length.
    pub network: (Ipv4Addr, u8),
    /// The program itself, which also runs inside each server.
    pub binary: PathBuf,
    pub kind: Kind,
    /// How far customers' webhooks may lead.
    pub webhooks: Reach,
    /// A folder into which the bank's files are dropped.
    pub statements: Option<PathBuf>,
    /// Where backups are kept; none: in the data folder.
    pub backups: Option<Depot>,
    /// Mail to the provider; none: it is received elsewhere.
    pub inbox: Option<Inbox>,
    /// The fallback mail server; none: it does not run here.
    pub fallback: Option<Fallback>,
}

/// How servers get certificates.
#[derive(Debug, Clone, Default)]
pub struct Acme {
    /// None: in no way.
    pub authority: Option<crate::drivers::acme::Acme>,
    /// Where the authority's questions about names are answered (HTTP), beside the portal; none: behind another server.
    pub listen: Option<SocketAddr>,
}

/// How mail to the provider is received.
#[derive(Debug, Clone, Default)]
pub struct Inbox {
    /// Where it is received; none: in another process.
    pub listen: Option<SocketAddr>,
    /// Files with the certificate and the key for STARTTLS.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// The DNS server that is asked who a mail is from; none: the machine's own.
    pub dns: Option<SocketAddr>,
}

/// How the fallback mail server runs.
#[derive(Debug, Clone, Default)]
pub struct Fallback {
    /// Where it takes mail; none: at port 25 of the servers' gateway, if that is free.
    pub listen: Option<SocketAddr>,
    /// Files with the certificate and the key for STARTTLS; none: it makes its own.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// Who looks for spam and for viruses; none: nobody.
    pub rspamd: Option<At>,
    pub clamd: Option<At>,
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
    #[error("another hostler uses {path} for {part}; end it first, or give another folder with --data")]
    InUse { path: PathBuf, part: &'static str },
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error("the database does not answer: {0}")]
    Query(#[from] sqlx::Error),
    #[error(transparent)]
    Catalogue(#[from] crate::catalogue::CatalogueError),
    #[error(transparent)]
    Mail(#[from] crate::mail::BadOutgoing),
    #[error(transparent)]
    Vies(#[from] crate::drivers::vies::BadVies),
    #[error(transparent)]
    Host(#[from] HostError),
    #[error("the words cannot be read: {0}")]
    Words(#[from] hostler_kit::ui::WordsError),
    #[error("the client for servers cannot be made: {0}")]
    Client(#[from] reqwest::Error),
    #[error("the certificate for servers cannot be used: {0}")]
    Certificate(std::io::Error),
    #[error(
        "the certificate of the inbox cannot be used: {0}; give PEM files with --inbox-certificate and --inbox-key"
    )]
    InboxCertificate(String),
    #[error("the fallback mail server does not start: {0}; give another address with --fallback, or `off`")]
    Fallback(#[from] crate::fallback::keeper::NoFallback),
    #[error("{0} holds no installation; give its folder with --data, or start it once with hostler up")]
    NotStarted(PathBuf),
    #[error("the signing keys cannot be made or read: {0}")]
    SigningKeys(String),
    #[error("the key file {0} does not hold 64 hexadecimal digits; put the right one back")]
    Key(PathBuf),
}

/// What a process does for an installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The portal, and the endpoint for servers.
    Serve,
    /// Jobs, and the watch over servers.
    Work,
}

impl Part {
    pub const ALL: [Part; 2] = [Part::Serve, Part::Work];
}

/// A platform that runs.
pub struct Up {
    pub app: Arc<App>,
    /// Where the first member of staff signs up; none once there is one, or where the portal is not served.
    pub setup_link: Option<String>,
    tasks: JoinSet<()>,
    portal: Option<axum_server::Handle<SocketAddr>>,
    fallback: Option<fallback::Running>,
    _locks: Vec<File>,
}

/// Opens everything and starts both parts.
pub async fn up(options: Options) -> Result<Up, UpError> {
    start(options, &Part::ALL).await
}

/// Opens everything and starts these parts. Each part runs at most once for a data folder.
pub async fn start(options: Options, parts: &[Part]) -> Result<Up, UpError> {
    if !rustix::process::geteuid().is_root() {
        return Err(UpError::NotRoot);
    }
    let locks = lock::take(&options.data, parts)?;
    let listener = match parts.contains(&Part::Serve) {
        true => Some(serve::listen(options.listen).await?),
        false => None,
    };
    let bound = listener.as_ref().map_or(options.listen, |(_, bound)| *bound);
    let statements = options.statements.clone();
    let app = Arc::new(open::open(&options, bound).await?);
    crate::signing::ensure(&app).await.map_err(|fault| UpError::SigningKeys(fault.detail))?;
    let mut up =
        Up { app, setup_link: None, tasks: JoinSet::new(), portal: None, fallback: None, _locks: locks };
    if parts.contains(&Part::Work)
        && let Err(fault) = crate::servers::builds::take_stock(&up.app).await
    {
        tracing::error!(
            detail = fault.detail,
            "this program cannot be kept; servers go on with what they have"
        );
    }
    if let Some((listener, _)) = listener {
        up.portal = Some(serve::serve_portal(&mut up.tasks, &up.app, listener)?);
        serve::serve_internal(&mut up.tasks, &up.app).await?;
        serve::serve_challenges(&mut up.tasks, &up.app, options.acme.as_ref()).await?;
        serve::serve_inbox(&mut up.tasks, &up.app, options.inbox.as_ref()).await?;
        up.setup_link = accounts::setup_link(&up.app).await?;
    }
    if parts.contains(&Part::Work) {
        crate::backup::keys::remember_place(&up.app).await.map_err(DbError::Open)?;
        work::work(&mut up.tasks, &up.app);
        if let Some(folder) = statements {
            work::watch_statements(&mut up.tasks, &up.app, &folder);
        }
        up.fallback = fallback::start(&mut up.tasks, &up.app, options.fallback).await?;
    }
    Ok(up)
}

/// Opens an installation for a command of the provider's, whether its platform runs or not. The folder must have been
/// started before; no server can be touched, and nothing is known of where the portal answers.
pub async fn open_folder(data: &Path, database: Option<&str>) -> Result<App, UpError> {
    if !data.join("key").exists() {
        return Err(UpError::NotStarted(data.to_path_buf()));
    }
    let options = Options {
        data: data.to_path_buf(),
        cache: PathBuf::new(),
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        url: None,
        smtp: None,
        mail_from: None,
        acme: None,
        vies: None,
        database: database.map(str::to_string),
        catalogue: None,
        bridge: String::new(),
        network: (Ipv4Addr::UNSPECIFIED, 0),
        binary: PathBuf::new(),
        webhooks: Reach::Public,
        inbox: None,
        fallback: None,
        statements: None,
        backups: None,
        kind: Kind::Real,
    };
    open::open_folder(&options).await
}

impl Up {
    /// Runs until `end`, then lets requests under way finish. Servers go on running.
    pub async fn until(mut self, end: impl Future<Output = ()>) {
        end.await;
        if let Some(portal) = &self.portal {
            portal.graceful_shutdown(Some(END_WITHIN));
            tokio::time::timeout(END_WITHIN, async {
                while portal.connection_count() > 0 {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            })
            .await
            .ok();
        }
        if let Some(fallback) = self.fallback.take() {
            fallback.end().await;
        }
        self.tasks.shutdown().await;
    }
}

fn folder_error(path: &Path) -> impl Fn(std::io::Error) -> UpError + '_ {
    |source| UpError::Folder { path: path.to_path_buf(), source }
}

/// The database as given, or SQLite in the data folder.
fn database_url(data: &Path, given: Option<&str>) -> String {
    given.map_or_else(|| format!("sqlite:{}", data.join("platform.sqlite").display()), str::to_string)
}
