//! Bakkerij Anna's server and mail that waits for it.

mod claims;
mod disputes;
mod dns;
mod follow;
mod greets;
mod hand_over;
mod held;
mod mx;
mod name;
mod numbers;
mod policy;
mod rules;

use crate::app::App;
use crate::fallback::keeper::{self, Kept, Place};
use crate::servers::Server;
use crate::testing::{customer, platform, server};
use hostler_kit::db::testing::on_each_engine as databases;
use hostler_relay::run::Relay;
use hostler_wire::recipients::{Answer, Domain, HandOver, Snapshot, digest};
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

fn domain(name: &str, recipients: &[&str]) -> Domain {
    Domain { name: name.into(), recipients: recipients.iter().map(ToString::to_string).collect() }
}

fn whole(domains: Vec<Domain>) -> Snapshot {
    Snapshot { hash: digest(&domains), domains: Some(domains), hand_over: Some(HandOver::Certified) }
}

/// The server says for whom it takes mail.
async fn tells(app: &App, server: &Server, domains: Vec<Domain>) {
    assert_eq!(super::take(app, server, whole(domains)).await.unwrap(), Answer::Taken);
}

async fn bakery(app: &App, name: &str) -> Server {
    let (_, owner) = customer(app, name).await;
    server(app, &owner, &format!("bakkerij-{name}")).await
}

/// A platform with a data folder of its own, on each engine.
async fn in_a_folder<F: Future<Output = ()>>(test: impl Fn(Arc<App>, Arc<TempDir>) -> F) {
    in_a_folder_with(None, test).await;
}

/// The same, where this DNS is asked.
async fn in_a_folder_with<F: Future<Output = ()>>(
    dns: Option<SocketAddr>,
    test: impl Fn(Arc<App>, Arc<TempDir>) -> F,
) {
    databases(&crate::app::MIGRATIONS, |db| {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let mut app = platform(db);
        app.settings.data = folder.path().into();
        app.settings.inbox_dns = dns.or(app.settings.inbox_dns);
        test(Arc::new(app), folder)
    })
    .await;
}

/// A relay that knows what the platform knows now.
async fn relay(app: &App) -> Relay {
    kept(app).await.relay
}

async fn kept(app: &App) -> Kept {
    let listen = "127.0.0.1:0".parse().unwrap();
    keeper::start(app, Place { listen, certificate: None, rspamd: None, clamd: None }).await.unwrap()
}

/// What the relay says to a message of two lines for this recipient.
async fn sends(relay: &Relay, recipient: &str) -> String {
    let stream = BufReader::new(TcpStream::connect(relay.addresses[0]).await.unwrap());
    let mut lines = stream;
    let recipient = format!("RCPT TO:<{recipient}>");
    let says = [
        "",
        "EHLO mx.cees.test",
        "MAIL FROM:<cees@cees.test>",
        &recipient,
        "DATA",
        "Subject: Brood\r\n\r\nTwee\r\n.",
    ];
    let mut heard = String::new();
    for say in says {
        if !say.is_empty() {
            lines.get_mut().write_all(format!("{say}\r\n").as_bytes()).await.unwrap();
        }
        loop {
            heard.clear();
            lines.read_line(&mut heard).await.unwrap();
            if heard.as_bytes().get(3) != Some(&b'-') {
                break;
            }
        }
        if !heard.starts_with(['2', '3']) {
            break;
        }
    }
    heard
}
