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

#[derive(Args, Clone)]
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
    /// Access key of the bucket
    #[arg(
        long,
        env = "HOSTLER_BACKUPS_ACCESS_KEY",
        value_name = "ACCESS",
        hide_env_values = true,
        default_value = ""
    )]
    pub backups_access_key: String,
    /// Its secret key; give it by the environment
    #[arg(
        long,
        env = "HOSTLER_BACKUPS_SECRET_KEY",
        value_name = "SECRET",
        hide_env_values = true,
        default_value = ""
    )]
    pub backups_secret_key: String,
    /// Receive mail to the provider here by SMTP or LMTP, such as 0.0.0.0:25; `hostler work` does not
    #[arg(long, env = "HOSTLER_INBOX", value_name = "ADDRESS")]
    pub inbox: Option<SocketAddr>,
    /// Certificate for its encryption (STARTTLS), a PEM file
    #[arg(long, env = "HOSTLER_INBOX_CERTIFICATE", value_name = "FILE", requires = "inbox_key")]
    pub inbox_certificate: Option<PathBuf>,
    /// The certificate's key, a PEM file
    #[arg(long, env = "HOSTLER_INBOX_KEY", value_name = "FILE", requires = "inbox_certificate")]
    pub inbox_key: Option<PathBuf>,
    /// DNS server that is asked who such a mail is from [default: the machine's]
    #[arg(long, env = "HOSTLER_INBOX_DNS", value_name = "ADDRESS")]
    pub inbox_dns: Option<SocketAddr>,
    /// Get servers' certificates from this authority: its ACME directory, such as Let's Encrypt's
    /// https://acme-v02.api.letsencrypt.org/directory; you agree to its terms. Servers have their own unless given
    #[arg(long, env = "HOSTLER_ACME", value_name = "URL")]
    pub acme: Option<String>,
    /// Whom the authority writes to before a certificate runs out
    #[arg(long, env = "HOSTLER_ACME_CONTACT", value_name = "ADDRESS", requires = "acme")]
    pub acme_contact: Option<String>,
    /// Answer the authority's questions about names here, such as 0.0.0.0:80; the portal answers them too
    #[arg(long, env = "HOSTLER_ACME_LISTEN", value_name = "ADDRESS")]
    pub acme_listen: Option<SocketAddr>,
    /// The root that the authority's own HTTPS is checked by, a PEM file [default: the machine's]
    #[arg(long, env = "HOSTLER_ACME_ROOT", value_name = "FILE", requires = "acme")]
    pub acme_root: Option<PathBuf>,
    /// Where the fallback takes mail, such as 0.0.0.0:25, or `off`; `hostler serve` does not [default: port 25 of the
    /// servers' gateway, if it is free]
    #[arg(long, env = "HOSTLER_FALLBACK", value_name = "ADDRESS", value_parser = at)]
    pub fallback: Option<At>,
    /// Certificate for its encryption (STARTTLS), a PEM file; its own unless given
    #[arg(long, env = "HOSTLER_FALLBACK_CERTIFICATE", value_name = "FILE", requires = "fallback_key")]
    pub fallback_certificate: Option<PathBuf>,
    /// The certificate's key, a PEM file
    #[arg(long, env = "HOSTLER_FALLBACK_KEY", value_name = "FILE", requires = "fallback_certificate")]
    pub fallback_key: Option<PathBuf>,
    /// Where Rspamd looks at the fallback's mail for spam: an address such as 127.0.0.1:11333, or a socket's path
    #[arg(long, env = "HOSTLER_FALLBACK_RSPAMD", value_name = "PLACE")]
    pub fallback_rspamd: Option<Scanner>,
    /// Where ClamAV's daemon looks at it for viruses: a socket's path such as /run/clamav/clamd.ctl, or an address
    #[arg(long, env = "HOSTLER_FALLBACK_CLAMD", value_name = "PLACE")]
    pub fallback_clamd: Option<Scanner>,
}

/// Where the fallback takes mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    Address(SocketAddr),
    Off,
}

impl At {
    fn address(self) -> Option<SocketAddr> {
        match self {
            At::Address(address) => Some(address),
            At::Off => None,
        }
    }
}

fn at(text: &str) -> Result<At, &'static str> {
    match text {
        "off" => Ok(At::Off),
        _ => text.parse().map(At::Address).map_err(|_| "write ADDRESS:PORT or `off`"),
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
        let keys = Keys { access: self.backups_access_key, secret: self.backups_secret_key };
        let (contact, root) = (self.acme_contact, self.acme_root);
        let authority = self.acme.map(|directory| Authority { directory, contact, root });
        let certificate = self.inbox_certificate.zip(self.inbox_key);
        let inbox = Inbox { listen: self.inbox, certificate, dns: self.inbox_dns };
        let fallback = Fallback {
            listen: self.fallback.and_then(At::address),
            certificate: self.fallback_certificate.zip(self.fallback_key),
            rspamd: self.fallback_rspamd,
            clamd: self.fallback_clamd,
        };
        Ok(Options {
            backups: self.backups.map(|place| Depot::parse(&place, &keys)).transpose()?,
            data: self.folders.data,
            cache: self.folders.cache,
            listen: self.listen,
            url: self.url,
            smtp: self.smtp,
            mail_from: self.mail_from,
            acme: Some(Acme { authority, listen: self.acme_listen }),
            vies: self.vies,
            database: self.database,
            catalogue: self.catalogue,
            bridge: self.bridge,
            network: self.network,
            webhooks: self.webhooks,
            inbox: Some(inbox),
            fallback: (self.fallback != Some(At::Off)).then_some(fallback),
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
        hostler_platform::backup::restore::stop_all(&app).await;
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
