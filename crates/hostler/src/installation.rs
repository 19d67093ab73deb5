//! What every part of an installation is told alike: where it lies, its database, its servers' network.

use crate::options::{Folders, log, to_the_end};
use clap::Args;
use hostler_platform::backup::{BadDepot, Depot, Keys};
use hostler_platform::drivers::acme::Acme as Authority;
use hostler_platform::up::{Acme, Fallback, Inbox, Kind, Options, Part, Up, UpError, start};
use hostler_platform::webhooks::Reach;
use hostler_relay::checks::At as Scanner;
use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};

#[derive(Args, Debug, Clone)]
pub struct Installation {
    #[command(flatten)]
    pub folders: Folders,
    /// Where the portal answers
    #[arg(long, env = "HOSTLER_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// How people reach the portal, such as https://portal.example.com behind a proxy; links in mails lead there
    #[arg(long, env = "HOSTLER_URL", value_parser = url)]
    pub url: Option<String>,
    /// Mail server that takes our mail, such as smtps://USER:PASSWORD@mail.example.com; mail is only kept unless given
    #[arg(long, env = "HOSTLER_SMTP", hide_env_values = true)]
    pub smtp: Option<String>,
    /// Who that mail comes from [default: noreply@ the provider's domain]
    #[arg(long, env = "HOSTLER_MAIL_FROM")]
    pub mail_from: Option<String>,
    /// Register of VAT numbers, https://ec.europa.eu/taxation_customs/vies; staff accept numbers by hand unless given
    #[arg(long, env = "HOSTLER_VIES")]
    pub vies: Option<String>,
    /// `sqlite:PATH` or `postgres://USER@HOST/NAME`; SQLite in the data folder unless given
    #[arg(long, env = "HOSTLER_DATABASE")]
    pub database: Option<String>,
    /// Another offer than the built-in one
    #[arg(long)]
    pub catalogue: Option<PathBuf>,
    /// Bridge of the servers
    #[arg(long, default_value = "hostler0")]
    pub bridge: String,
    /// Network of the servers, at least a /24
    #[arg(long, default_value = "10.83.0.0/16", value_parser = network)]
    pub network: (Ipv4Addr, u8),
    /// Where customers' webhooks may lead: `public` (HTTPS to public addresses) or `anywhere` (this machine's too)
    #[arg(long, env = "HOSTLER_WEBHOOKS", default_value = "public", value_parser = reach)]
    pub webhooks: Reach,
    /// Folder into which the bank's statements are dropped; each is taken in and moved to `done` or `refused` in it
    #[arg(long, env = "HOSTLER_STATEMENTS", value_name = "FOLDER")]
    pub statements: Option<PathBuf>,
    /// Where backups are kept: a folder, or s3:https://ENDPOINT/BUCKET/PREFIX [default: `backups` in the data folder]
    #[arg(long, env = "HOSTLER_BACKUPS", value_name = "PLACE")]
    pub backups: Option<String>,
    #[command(flatten)]
    pub bucket: BucketArguments,
    #[command(flatten)]
    pub inbox: InboxArguments,
    #[command(flatten)]
    pub acme: AcmeArguments,
    #[command(flatten)]
    pub fallback: FallbackArguments,
}

/// Certificates of servers: from which authority, and where it looks at their names.
#[derive(Args, Debug, Clone)]
pub struct AcmeArguments {
    /// Get servers' certificates from this authority: its ACME directory, such as Let's Encrypt's
    /// https://acme-v02.api.letsencrypt.org/directory; you agree to its terms. Servers have their own unless given
    #[arg(long = "acme", env = "HOSTLER_ACME", value_name = "URL")]
    pub directory: Option<String>,
    /// Whom the authority writes to before a certificate runs out
    #[arg(
        long = "acme-contact",
        env = "HOSTLER_ACME_CONTACT",
        value_name = "ADDRESS",
        requires = "directory"
    )]
    pub contact: Option<String>,
    /// Answer the authority's questions about names here, such as 0.0.0.0:80; the portal answers them too
    #[arg(id = "acme-listen", long = "acme-listen", env = "HOSTLER_ACME_LISTEN", value_name = "ADDRESS")]
    pub listen: Option<SocketAddr>,
    /// The root that the authority's own HTTPS is checked by, a PEM file [default: the machine's]
    #[arg(long = "acme-root", env = "HOSTLER_ACME_ROOT", value_name = "FILE", requires = "directory")]
    pub root: Option<PathBuf>,
}

impl AcmeArguments {
    fn acme(self) -> Acme {
        let (contact, root) = (self.contact, self.root);
        let authority = self.directory.map(|directory| Authority { directory, contact, root });
        Acme { authority, listen: self.listen }
    }
}

/// What opens the bucket of the backups.
#[derive(Args, Clone)]
pub struct BucketArguments {
    /// Access key of the bucket
    #[arg(
        long = "backups-access-key",
        env = "HOSTLER_BACKUPS_ACCESS_KEY",
        hide_env_values = true,
        default_value = ""
    )]
    pub access: String,
    /// Its secret key; give it by the environment
    #[arg(
        long = "backups-secret-key",
        env = "HOSTLER_BACKUPS_SECRET_KEY",
        hide_env_values = true,
        default_value = ""
    )]
    pub secret: String,
}

/// Says nothing of the keys.
impl std::fmt::Debug for BucketArguments {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BucketArguments(…)")
    }
}

/// Mail to the provider, where customers may end a server: whether and how it is received here.
#[derive(Args, Debug, Clone)]
pub struct InboxArguments {
    /// Receive mail to the provider here by SMTP or LMTP, such as 0.0.0.0:25; `hostler work` does not
    #[arg(id = "inbox", long = "inbox", env = "HOSTLER_INBOX", value_name = "ADDRESS")]
    pub listen: Option<SocketAddr>,
    /// Certificate for its encryption (STARTTLS), a PEM file
    #[arg(
        id = "inbox-certificate",
        long = "inbox-certificate",
        env = "HOSTLER_INBOX_CERTIFICATE",
        value_name = "FILE",
        requires = "inbox-key"
    )]
    pub certificate: Option<PathBuf>,
    /// The certificate's key, a PEM file
    #[arg(
        id = "inbox-key",
        long = "inbox-key",
        env = "HOSTLER_INBOX_KEY",
        value_name = "FILE",
        requires = "inbox-certificate"
    )]
    pub key: Option<PathBuf>,
    /// DNS server that is asked who such a mail is from [default: the machine's]
    #[arg(id = "inbox-dns", long = "inbox-dns", env = "HOSTLER_INBOX_DNS", value_name = "ADDRESS")]
    pub dns: Option<SocketAddr>,
}

impl InboxArguments {
    fn inbox(self) -> Inbox {
        Inbox { listen: self.listen, certificate: self.certificate.zip(self.key), dns: self.dns }
    }
}

/// The fallback mail server: where it takes mail for servers that are down.
#[derive(Args, Debug, Clone)]
pub struct FallbackArguments {
    /// Where the fallback takes mail, such as 0.0.0.0:25, or `off`; `hostler serve` does not [default: port 25 of the
    /// servers' gateway, if it is free]
    #[arg(id = "fallback", long = "fallback", env = "HOSTLER_FALLBACK", value_name = "ADDRESS", value_parser = at)]
    pub listen: Option<At>,
    /// Certificate for its encryption (STARTTLS), a PEM file; its own unless given
    #[arg(
        id = "fallback-certificate",
        long = "fallback-certificate",
        env = "HOSTLER_FALLBACK_CERTIFICATE",
        value_name = "FILE",
        requires = "fallback-key"
    )]
    pub certificate: Option<PathBuf>,
    /// The certificate's key, a PEM file
    #[arg(
        id = "fallback-key",
        long = "fallback-key",
        env = "HOSTLER_FALLBACK_KEY",
        value_name = "FILE",
        requires = "fallback-certificate"
    )]
    pub key: Option<PathBuf>,
    /// Where Rspamd looks at the fallback's mail for spam: an address such as 127.0.0.1:11333, or a socket's path
    #[arg(
        id = "fallback-rspamd",
        long = "fallback-rspamd",
        env = "HOSTLER_FALLBACK_RSPAMD",
        value_name = "PLACE"
    )]
    pub rspamd: Option<Scanner>,
    /// Where ClamAV's daemon looks at it for viruses: a socket's path such as /run/clamav/clamd.ctl, or an address
    #[arg(
        id = "fallback-clamd",
        long = "fallback-clamd",
        env = "HOSTLER_FALLBACK_CLAMD",
        value_name = "PLACE"
    )]
    pub clamd: Option<Scanner>,
}

/// Where the fallback takes mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    Address(SocketAddr),
    Off,
}

fn at(text: &str) -> Result<At, &'static str> {
    match text {
        "off" => Ok(At::Off),
        _ => text.parse().map(At::Address).map_err(|_| "write ADDRESS:PORT or `off`"),
    }
}

impl FallbackArguments {
    fn fallback(self) -> Option<Fallback> {
        let listen = match self.listen {
            Some(At::Off) => return None,
            Some(At::Address(listen)) => Some(listen),
            None => None,
        };
        let certificate = self.certificate.zip(self.key);
        Some(Fallback { listen, certificate, rspamd: self.rspamd, clamd: self.clamd })
    }
}

fn url(text: &str) -> Result<String, &'static str> {
    let text = text.trim_end_matches('/');
    let rest = text.strip_prefix("https://").or(text.strip_prefix("http://"));
    match rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(['/', '?', '#', ' '])) {
        true => Ok(text.to_string()),
        false => Err("write it as https://HOST or http://HOST:PORT, without a path"),
    }
}

fn reach(text: &str) -> Result<Reach, &'static str> {
    match text {
        "public" => Ok(Reach::Public),
        "anywhere" => Ok(Reach::Anywhere),
        _ => Err("write `public` or `anywhere`"),
    }
}

/// `ADDRESS/BITS`, where ADDRESS is the network's first.
fn network(text: &str) -> Result<(Ipv4Addr, u8), String> {
    let parts = text.split_once('/').and_then(|(address, bits)| {
        Some((
            address.parse::<Ipv4Addr>().ok()?,
            bits.parse::<u8>().ok().filter(|bits| (8..=24).contains(bits))?,
        ))
    });
    let (address, bits) = parts.ok_or("write it as ADDRESS/BITS with 8 to 24 bits, such as 10.83.0.0/16")?;
    match u32::from(address).trailing_zeros() >= 32 - u32::from(bits) {
        true => Ok((address, bits)),
        false => Err(format!("{address} is not the first address of a /{bits} network")),
    }
}

impl Installation {
    fn options(self, binary: PathBuf, kind: Kind) -> Result<Options, BadDepot> {
        let keys = Keys { access: self.bucket.access, secret: self.bucket.secret };
        let backups = self.backups.map(|place| Depot::parse(&place, &keys)).transpose()?;
        Ok(Options {
            backups,
            data: self.folders.data,
            cache: self.folders.cache,
            listen: self.listen,
            url: self.url,
            smtp: self.smtp,
            mail_from: self.mail_from,
            acme: Some(self.acme.acme()),
            vies: self.vies,
            database: self.database,
            catalogue: self.catalogue,
            bridge: self.bridge,
            network: self.network,
            webhooks: self.webhooks,
            inbox: Some(self.inbox.inbox()),
            fallback: self.fallback.fallback(),
            statements: self.statements,
            binary,
            kind,
        })
    }

    /// Runs these parts until Ctrl-C or SIGTERM.
    pub fn run(self, kind: Kind, parts: &[Part], role: Role) -> ExitCode {
        log();
        let binary = match std::env::current_exe() {
            Ok(binary) => binary,
            Err(error) => {
                eprintln!("hostler: the program cannot find itself: {error}");
                return ExitCode::FAILURE;
            }
        };
        let options = match self.options(binary, kind) {
            Ok(options) => options,
            Err(error) => {
                eprintln!("hostler: {error}");
                return ExitCode::FAILURE;
            }
        };
        to_the_end(async move {
            let up = start(options, parts).await?;
            (role.tell)(&up);
            end_of(up, ended(), role.servers).await
        })
    }
}

/// What differs between the roles around the parts that they run.
pub struct Role {
    pub tell: fn(&Up),
    pub servers: Servers,
}

/// What becomes of the servers when a role ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Servers {
    Stop,
    Keep,
}

async fn end_of(up: Up, ended: impl Future<Output = ()>, servers: Servers) -> Result<(), UpError> {
    let app = up.app.clone();
    up.until(ended).await;
    if servers == Servers::Stop {
        eprintln!("hostler: stopping the servers; they come back at the next start");
        hostler_platform::servers::stop_all(&app).await;
    }
    app.db.close().await;
    Ok(())
}

/// Ctrl-C, or SIGTERM.
async fn ended() {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
