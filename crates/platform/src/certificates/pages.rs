//! Host names and certificates for people: which names lead to my server, does each have a certificate, what do I publish?

use super::host_names::{self, HostName, Verdict};
use super::model::State;
use super::standing::{Dns, Standing, of_name, of_server};
use super::{ask, host_names::HostNameRefused};
use crate::accounts::{Doing, may};
use crate::app::App;
use crate::servers::pages::own;
use crate::servers::{Server, host_name};
use crate::web::{Answer, Member, Posted, Visit, page, refused, see_told};
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use futures_util::future::join_all;
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::time::instant;
use hostler_kit::ui::{Badge, Column, Confirm, Empty, Field, Form, Listing, Page, Tone};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/servers/{id}/certificates", get(list_page).post(add))
        .route("/servers/{id}/certificates/renew", post(renew))
        .route("/servers/{id}/certificates/look-up", post(look_up))
        .route("/servers/{id}/host-names/{name}", get(name_page).post(remove))
}

/// A page that somebody waits at is loaded again after so many seconds.
const REFRESHED_S: u32 = 20;

#[derive(askama::Template)]
#[template(path = "certificates/list.html")]
struct ListPage {
    page: Page,
    list: Listing,
    rows: Vec<Row>,
    renew: Option<String>,
    look_up: Option<String>,
    /// For owners.
    form: Option<Form>,
}

struct Row {
    name: String,
    /// None: the server's own.
    href: Option<String>,
    badge: Badge,
    until: String,
    next: String,
    trouble: String,
    dns: Option<DnsShown>,
}

/// What a name's DNS says, and what it is to say.
struct DnsShown {
    badge: Badge,
    publish: Vec<String>,
    addresses: Vec<String>,
    found: Vec<String>,
    at: String,
}

pub(super) fn badge(visit: &Visit, state: State) -> Badge {
    let (tone, key) = match state {
        State::WaitsForDns => (Tone::Warn, "certificate-is-waits-for-dns"),
        State::Coming => (Tone::Busy, "certificate-is-coming"),
        State::Valid => (Tone::Good, "certificate-is-valid"),
        State::Failing => (Tone::Bad, "certificate-is-failing"),
        State::SelfSigned => (Tone::Quiet, "certificate-is-self-signed"),
    };
    Badge::new(tone, visit.words.t(key))
}

fn at(visit: &Visit, ms: Option<i64>) -> String {
    ms.map_or_else(String::new, |ms| visit.words.instant(instant(ms), visit.app.zone()))
}

fn dns(visit: &Visit, dns: Dns) -> DnsShown {
    let (tone, key) = match dns.verdict {
        Some(Verdict::Good) => (Tone::Good, "good"),
        Some(Verdict::NeedsAlias) => (Tone::Warn, "needs-alias"),
        Some(Verdict::Partly) => (Tone::Warn, "partly"),
        Some(Verdict::Elsewhere) => (Tone::Warn, "elsewhere"),
        Some(Verdict::Nothing) => (Tone::Warn, "nothing"),
        Some(Verdict::Taken) => (Tone::Bad, "taken"),
        Some(Verdict::Unknown) => (Tone::Quiet, "unknown"),
        None => (Tone::Quiet, "not-yet"),
    };
    let looked = dns.looked_up_at_ms;
    DnsShown {
        badge: Badge::new(tone, visit.words.t(&format!("host-name-dns-{key}"))),
        publish: dns.publish,
        addresses: dns.publish_addresses,
        found: dns.found,
        at: looked.map_or_else(String::new, |ms| visit.words.relative(instant(ms), visit.app.clock.now())),
    }
}

fn row(visit: &Visit, server: &Server, one: Standing) -> Row {
    Row {
        href: one.dns.as_ref().map(|_| format!("/servers/{}/host-names/{}", server.id, one.name)),
        name: url::quirks::domain_to_unicode(&one.name),
        badge: badge(visit, one.state),
        until: at(visit, one.valid_until_ms),
        next: at(visit, one.next_try_ms),
        trouble: one.failure.unwrap_or_default(),
        dns: one.dns.map(|found| dns(visit, found)),
    }
}

fn form(visit: &Visit, server: &Server) -> Form {
    let t = |key: &str| visit.words.t(key);
    Form::new(format!("/servers/{}/certificates", server.id), t("host-name-add"))
        .field(Field::text("name", t("host-name")).hint(t("host-name-hint")))
}

fn is_owner(member: &Member) -> bool {
    may(member.session.role, Doing::Anything).is_ok()
}

async fn listed(member: &Member, server: &Server, form: Form) -> Result<ListPage, Fault> {
    let visit = &member.visit;
    let t = |key: &str| visit.words.t(key);
    let host = host_name(&visit.app, server);
    let path = format!("/servers/{}/certificates", server.id);
    let all = of_server(&visit.app, server).await?;
    let (owner, several) = (is_owner(member), all.len() > 1);
    let list = Listing::new(path.clone(), t("certificates-title"), all.len() as u64)
        .column(Column::text(t("host-name")))
        .column(Column::text(t("server-certificate")))
        .column(Column::text(t("certificate-valid-until")))
        .column(Column::text(t("certificate-next-try")))
        .column(Column::text(t("host-name-dns")))
        .empty(Empty::new(t("certificates-none"), t("certificates-lead")));
    let mut frame = visit.page(t("certificates-title")).lead(t("certificates-lead")).with_form(&form);
    // Whoever types a name is not disturbed.
    frame.refresh = all.iter().any(|one| one.state == State::Coming).then_some(REFRESHED_S);
    Ok(ListPage {
        page: frame.crumb(t("nav-servers"), "/servers").crumb(host, format!("/servers/{}", server.id)),
        list,
        rows: all.into_iter().map(|one| row(visit, server, one)).collect(),
        renew: (owner && visit.app.acme.is_some()).then(|| format!("{path}/renew")),
        look_up: (owner && several).then(|| format!("{path}/look-up")),
        form: owner.then_some(form),
    })
}

async fn list_page(member: Member, Path(id): Path<Id<Server>>) -> Answer {
    let server = own(&member.visit, &member, &id).await?;
    page(&listed(&member, &server, form(&member.visit, &server)).await?)
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    name: String,
}

async fn add(member: Member, Path(id): Path<Id<Server>>, Posted(typed): Posted<Typed>) -> Answer {
    let visit = &member.visit;
    let server = own(visit, &member, &id).await?;
    match host_names::add(&visit.app, &member.session.actor(), (&server, &typed.name)).await {
        Ok(added) => {
            Ok(see_told(&format!("/servers/{id}/host-names/{}", added.name), "flash-host-name-added"))
        }
        Err(fault) if fault.kind == Kind::Broken => Err(fault),
        Err(fault) => {
            let form = form(visit, &server).fill("name", typed.name);
            refused(&listed(&member, &server, form.refuse("name", visit.sentence(&fault))).await?)
        }
    }
}

#[derive(Deserialize)]
struct Nothing {}

async fn renew(member: Member, Path(id): Path<Id<Server>>, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    let server = own(&member.visit, &member, &id).await?;
    ask(&member.visit.app, &member.session.actor(), (&server, None)).await?;
    Ok(see_told(&format!("/servers/{id}/certificates"), "flash-certificates-asked"))
}

async fn look_up(member: Member, Path(id): Path<Id<Server>>, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    let app = &member.visit.app;
    let server = own(&member.visit, &member, &id).await?;
    let names = host_names::of_server(&app.db, &server.id).await?;
    let looked = join_all(names.into_iter().map(|name| host_names::look_up(app, name))).await;
    looked.into_iter().collect::<Result<Vec<HostName>, Fault>>()?;
    Ok(see_told(&format!("/servers/{id}/certificates"), "flash-host-names-looked-up"))
}

#[derive(askama::Template)]
#[template(path = "certificates/name.html")]
struct NamePage {
    page: Page,
    row: Row,
    issuer: String,
    /// For owners.
    confirm: Option<Confirm>,
}

async fn shown(member: &Member, (server, name): (&Server, &str)) -> Result<NamePage, Fault> {
    let visit = &member.visit;
    let t = |key: &str| visit.words.t(key);
    let one = of_name(&visit.app, (server, name)).await?.filter(|one| one.dns.is_some());
    let one = one.ok_or_else(|| HostNameRefused::NotThere { name: name.into() })?;
    let (host, at) = (host_name(&visit.app, server), format!("/servers/{}", server.id));
    let all = format!("{at}/certificates");
    let confirm = Confirm::new(format!("{at}/host-names/{name}"), t("host-name-remove"), name.to_string())
        .consequence(t("host-name-remove-clients"))
        .consequence(visit.words.with("host-name-remove-own", "host", host.as_str()))
        .cancel(all.clone());
    let issuer = one.issuer.clone().unwrap_or_default();
    let waits = matches!(one.state, State::WaitsForDns | State::Coming);
    let row = row(visit, server, one);
    let mut frame = visit.page(row.name.clone()).badge(row.badge.clone());
    frame.refresh = waits.then_some(REFRESHED_S);
    Ok(NamePage {
        page: frame.crumb(t("nav-servers"), "/servers").crumb(host, at).crumb(t("certificates-title"), all),
        row,
        issuer,
        confirm: is_owner(member).then_some(confirm),
    })
}

async fn name_page(member: Member, Path((id, name)): Path<(Id<Server>, String)>) -> Answer {
    let server = own(&member.visit, &member, &id).await?;
    page(&shown(&member, (&server, &name)).await?)
}

#[derive(Deserialize)]
struct Confirmed {
    #[serde(default)]
    confirm: String,
}

async fn remove(
    member: Member,
    Path((id, name)): Path<(Id<Server>, String)>,
    Posted(typed): Posted<Confirmed>,
) -> Answer {
    let server = own(&member.visit, &member, &id).await?;
    let mut seen = shown(&member, (&server, &name)).await?;
    if let Some(confirm) = seen.confirm.take()
        && let Err(confirm) = confirm.check(&typed.confirm, &seen.page)
    {
        seen.confirm = Some(*confirm);
        return refused(&seen);
    }
    host_names::remove(&member.visit.app, &member.session.actor(), (&server, &name)).await?;
    Ok(see_told(&format!("/servers/{id}/certificates"), "flash-host-name-removed"))
}
