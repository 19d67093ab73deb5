//! One server's page: is everything all right, who is on it, what will it cost?

use super::usage::{self, Usage};
use crate::app::App;
use crate::backup;
use crate::certificates;
use crate::monitoring::pages::Panel;
use crate::servers::ending::{self, pages::ends_on};
use crate::servers::history::{SHOWN, newest};
use crate::servers::pages::{badge, own, product_name};
use crate::servers::{self, Phase, Server, host_name};
use crate::updates;
use crate::web::{Answer, Member, Visit, page};
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::instant;
use hostler_kit::ui::{History, Page};
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/servers/{id}", get(server_page))
}

/// How a mail client reaches the server: the ports with encryption from the first byte, and with STARTTLS.
struct Way {
    name: String,
    tls: u16,
    starttls: u16,
}

#[derive(askama::Template)]
#[template(path = "portal/server.html")]
struct ServerPage {
    page: Page,
    host: String,
    address: String,
    product: String,
    since: String,
    ways: Vec<Way>,
    problem: Option<String>,
    /// It is stopped for unpaid bills.
    suspended: Option<()>,
    console: Option<String>,
    usage: Option<Usage>,
    /// How it stands, once it ran.
    watch: Option<Panel>,
    history: History,
    whole_history: String,
    /// When it ends, where notice stands.
    ends: Option<String>,
    /// When the newest backup was begun, in words; none yet.
    backup: Option<String>,
    backups: String,
    certificate: certificates::Fact,
    update: updates::Panel,
    /// The page on which notice is given, and taken back.
    ending: String,
    /// Where mail waits while it is down.
    fallback: String,
}

async fn server_page(member: Member, Path(id): Path<Id<Server>>) -> Answer {
    let visit = &member.visit;
    let server = own(visit, &member, &id).await?;
    let running = server.phase() == Phase::Running;
    let console = running.then(|| format!("/servers/{}/console/", server.id));
    let mut frame = visit.page(host_name(&visit.app, &server)).badge(badge(visit, &server));
    frame = frame.crumb(visit.words.t("nav-servers"), "/servers");
    if let Some(console) = &console {
        frame = frame.action(visit.words.t("server-open-console"), console.clone());
    }
    page(&ServerPage {
        page: frame,
        host: host_name(&visit.app, &server),
        address: servers::address(&visit.app, server.slot).to_string(),
        product: product_name(visit, &server),
        since: visit.words.instant(instant(server.created_at_ms), visit.app.zone()),
        ways: ways(visit),
        problem: Some(server.last_error.clone()).filter(|error| !error.is_empty()),
        suspended: servers::suspension::of(&visit.app.db, &server.id).await?.map(|_| ()),
        console,
        usage: match server.running_at_ms {
            Some(_) => Some(usage::of(visit, &server).await?),
            None => None,
        },
        watch: match server.running_at_ms {
            Some(_) => Some(Panel::of(visit, &server, &format!("/servers/{}/incidents", server.id)).await?),
            None => None,
        },
        history: newest(visit, &server, SHOWN).await?,
        whole_history: format!("/servers/{}/history", server.id),
        ends: ending::standing(&visit.app, &server.id).await?.map(|ending| ends_on(visit, &ending)),
        backup: newest_backup(visit, &server).await?,
        backups: format!("/servers/{}/backups", server.id),
        certificate: certificates::fact(visit, &server).await?,
        update: updates::Panel::of(visit, &server).await?,
        ending: format!("/servers/{}/ending", server.id),
        fallback: format!("/servers/{}/fallback", server.id),
    })
}

async fn newest_backup(visit: &Visit, server: &Server) -> Result<Option<String>, Fault> {
    let newest = backup::newest_at_ms(&visit.app.db, &server.id).await?;
    Ok(newest.map(|at_ms| visit.words.instant(instant(at_ms), visit.app.zone())))
}

fn ways(visit: &Visit) -> Vec<Way> {
    [("way-imap", 993, 143), ("way-submission", 465, 587), ("way-pop3", 995, 110)]
        .map(|(name, tls, starttls)| Way { name: visit.words.t(name), tls, starttls })
        .into()
}
