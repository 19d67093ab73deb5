//! Webhooks for people: where events are sent, what was sent, and sending it again.

use super::model::{Attempt, Delivery, Webhook, Wish};
use super::store;
use crate::app::App;
use crate::web::{Answer, Paging, Posted, ROWS, SignedIn, Visit, page, refused, see_told};
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::time::instant;
use hostler_kit::ui::{Badge, Column, Confirm, Empty, Field, Form, ListQuery, Listing, Page, Tone};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/webhooks", get(list_page).post(create))
        .route("/webhooks/{id}", get(webhook_page).post(change))
        .route("/webhooks/{id}/rotate", post(rotate))
        .route("/webhooks/{id}/ping", post(ping))
        .route("/webhooks/{id}/replay", post(replay_failed))
        .route("/webhooks/{id}/delete", get(delete_page).post(delete))
        .route("/webhooks/{id}/deliveries/{delivery}", get(delivery_page))
        .route("/webhooks/{id}/deliveries/{delivery}/replay", post(replay))
}

/// How far back the button on the page sends failed deliveries again: 30 days.
const REPLAYED_FOR_MS: i64 = 30 * 24 * 3_600_000;

#[derive(askama::Template)]
#[template(path = "webhooks/list.html")]
struct ListPage {
    page: Page,
    list: Listing,
    rows: Vec<Row>,
    form: Form,
}

struct Row {
    href: String,
    url: String,
    badge: Badge,
    kinds: String,
    description: String,
}

fn badge(visit: &Visit, webhook: &Webhook) -> Badge {
    match webhook.state.as_str() {
        "on" => Badge::new(Tone::Good, visit.words.t("webhook-on")),
        _ => Badge::new(Tone::Quiet, visit.words.t("webhook-off")),
    }
}

fn kinds(visit: &Visit, webhook: &Webhook) -> String {
    if webhook.kinds.is_empty() { visit.words.t("webhook-all-kinds") } else { webhook.kinds.clone() }
}

fn form(visit: &Visit, action: &str, key: &str) -> Form {
    let t = |key: &str| visit.words.t(key);
    Form::new(action, t(key))
        .field(Field::text("url", t("webhook-url")).hint(t("webhook-url-hint")))
        .field(Field::text("kinds", t("webhook-kinds")).hint(t("webhook-kinds-hint")).optional())
        .field(Field::text("description", t("webhook-description")).optional())
}

async fn listed(who: &SignedIn, form: Form) -> Result<ListPage, Fault> {
    let visit = &who.visit;
    let t = |key: &str| visit.words.t(key);
    let all = super::all(&visit.app, &who.whose()).await?;
    let list = Listing::new("/webhooks", t("nav-webhooks"), all.len() as u64)
        .column(Column::text(t("webhook-url")))
        .column(Column::text(t("webhook-state")))
        .column(Column::text(t("webhook-kinds")))
        .column(Column::text(t("webhook-description")))
        .empty(Empty::new(t("webhooks-none"), t("webhooks-none-do")));
    let rows = all.into_iter().map(|webhook| Row {
        href: format!("/webhooks/{}", webhook.id),
        badge: badge(visit, &webhook),
        kinds: kinds(visit, &webhook),
        url: webhook.url,
        description: webhook.description,
    });
    let frame = visit.page(t("nav-webhooks")).lead(t("webhooks-lead")).with_form(&form);
    Ok(ListPage { page: frame, list, rows: rows.collect(), form })
}

async fn list_page(who: SignedIn) -> Answer {
    let form = form(&who.visit, "/webhooks", "webhook-add");
    page(&listed(&who, form).await?)
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    url: String,
    #[serde(default)]
    kinds: String,
    #[serde(default)]
    description: String,
    state: Option<String>,
}

impl Typed {
    fn wish(&self) -> Wish {
        Wish {
            url: Some(self.url.clone()),
            kinds: Some(self.kinds.clone()),
            description: Some(self.description.clone()),
            state: self.state.clone(),
        }
    }

    fn fill(self, form: Form) -> Form {
        form.fill("url", self.url).fill("kinds", self.kinds).fill("description", self.description)
    }
}

async fn create(who: SignedIn, Posted(typed): Posted<Typed>) -> Answer {
    let made = super::create(&who.visit.app, &who.whose(), typed.wish(), &who.session.actor()).await;
    match made {
        Ok((webhook, secret)) => {
            page(&shown(&who, webhook, Told { secret: Some(secret), form: None }).await?)
        }
        Err(fault) if fault.kind == Kind::Broken => Err(fault),
        Err(fault) => {
            let form = typed.fill(form(&who.visit, "/webhooks", "webhook-add"));
            let form = form.refuse(fault.field.unwrap_or_default(), who.visit.sentence(&fault));
            refused(&listed(&who, form).await?)
        }
    }
}

#[derive(askama::Template)]
#[template(path = "webhooks/webhook.html")]
struct WebhookPage {
    page: Page,
    to_ping: String,
    to_replay: String,
    to_rotate: String,
    to_delete: String,
    /// A secret that was just made: shown here, once.
    secret: Option<String>,
    on: Option<()>,
    list: Listing,
    rows: Vec<DeliveryRow>,
    form: Form,
}

struct DeliveryRow {
    href: String,
    kind: String,
    badge: Badge,
    at: String,
    attempts: i64,
    next: String,
}

fn delivery_badge(visit: &Visit, delivery: &Delivery) -> Badge {
    match delivery.state.as_str() {
        "delivered" => Badge::new(Tone::Good, visit.words.t("delivery-delivered")),
        "failed" => Badge::new(Tone::Bad, visit.words.t("delivery-failed")),
        _ => Badge::new(Tone::Busy, visit.words.t("delivery-waiting")),
    }
}

fn row(visit: &Visit, delivery: Delivery) -> DeliveryRow {
    let at = |ms: i64| visit.words.instant(instant(ms), visit.app.zone());
    DeliveryRow {
        href: format!("/webhooks/{}/deliveries/{}", delivery.webhook_id, delivery.id),
        badge: delivery_badge(visit, &delivery),
        at: at(delivery.created_at_ms),
        attempts: delivery.attempts,
        next: delivery.next_at_ms.map(at).unwrap_or_default(),
        kind: delivery.kind,
    }
}

/// What a page says besides what is there.
#[derive(Default)]
struct Told {
    secret: Option<String>,
    form: Option<Form>,
}

async fn shown(who: &SignedIn, webhook: Webhook, told: Told) -> Result<WebhookPage, Fault> {
    shown_at(who, webhook, told, ListQuery::default()).await
}

async fn shown_at(
    who: &SignedIn,
    webhook: Webhook,
    told: Told,
    query: ListQuery,
) -> Result<WebhookPage, Fault> {
    let visit = &who.visit;
    let t = |key: &str| visit.words.t(key);
    let path = format!("/webhooks/{}", webhook.id);
    let total = store::count_deliveries(&visit.app.db, &webhook.id).await?;
    let found = store::deliveries(&visit.app.db, &webhook.id, &Paging::of(&query)).await?;
    let list = Listing::new(&path, t("webhook-deliveries"), u64::try_from(total).unwrap_or(0))
        .column(Column::text(t("event-what")))
        .column(Column::text(t("webhook-state")))
        .column(Column::text(t("event-at")))
        .column(Column::number(t("delivery-attempts")))
        .column(Column::text(t("delivery-next")))
        .query(query, ROWS)
        .empty(Empty::new(t("deliveries-none"), t("deliveries-none-do")));
    let frame = visit.page(&webhook.url).badge(badge(visit, &webhook)).crumb(t("nav-webhooks"), "/webhooks");
    let form = told.form.unwrap_or_else(|| present(visit, &webhook));
    Ok(WebhookPage {
        page: frame.lead(webhook.description).with_form(&form),
        to_ping: format!("{path}/ping"),
        to_replay: format!("{path}/replay"),
        to_rotate: format!("{path}/rotate"),
        to_delete: format!("{path}/delete"),
        secret: told.secret,
        on: (webhook.state == "on").then_some(()),
        list,
        rows: found.into_iter().map(|delivery| row(visit, delivery)).collect(),
        form,
    })
}

/// The form with what is there.
fn present(visit: &Visit, webhook: &Webhook) -> Form {
    form(visit, &format!("/webhooks/{}", webhook.id), "webhook-save")
        .field(
            Field::select(
                "state",
                visit.words.t("webhook-state"),
                vec![
                    hostler_kit::ui::Choice::new("on", visit.words.t("webhook-on")),
                    hostler_kit::ui::Choice::new("off", visit.words.t("webhook-off")),
                ],
            )
            .value(&webhook.state),
        )
        .fill("url", &webhook.url)
        .fill("kinds", &webhook.kinds)
        .fill("description", &webhook.description)
}

async fn own(who: &SignedIn, id: &Id<Webhook>) -> Result<Webhook, Fault> {
    super::of(&who.visit.app, &who.whose(), id).await
}

async fn webhook_page(who: SignedIn, Path(id): Path<Id<Webhook>>, Query(query): Query<ListQuery>) -> Answer {
    let webhook = own(&who, &id).await?;
    page(&shown_at(&who, webhook, Told::default(), query).await?)
}

async fn change(who: SignedIn, Path(id): Path<Id<Webhook>>, Posted(typed): Posted<Typed>) -> Answer {
    let webhook = own(&who, &id).await?;
    match super::change(&who.visit.app, webhook.clone(), typed.wish(), &who.session.actor()).await {
        Ok(_) => Ok(see_told(&format!("/webhooks/{id}"), "flash-webhook-saved")),
        Err(fault) if fault.kind == Kind::Broken => Err(fault),
        Err(fault) => {
            let form = typed.fill(present(&who.visit, &webhook));
            let form = form.refuse(fault.field.unwrap_or_default(), who.visit.sentence(&fault));
            refused(&shown(&who, webhook, Told { secret: None, form: Some(form) }).await?)
        }
    }
}

#[derive(Deserialize)]
struct Nothing {}

async fn rotate(who: SignedIn, Path(id): Path<Id<Webhook>>, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    let webhook = own(&who, &id).await?;
    let secret = super::rotate(&who.visit.app, &webhook, &who.session.actor()).await?;
    page(&shown(&who, webhook, Told { secret: Some(secret), form: None }).await?)
}

async fn ping(who: SignedIn, Path(id): Path<Id<Webhook>>, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    let webhook = own(&who, &id).await?;
    let delivery = super::ping(&who.visit.app, &webhook, &who.session.actor()).await?;
    Ok(see_told(&format!("/webhooks/{id}/deliveries/{}", delivery.id), "flash-webhook-pinged"))
}

async fn replay_failed(
    who: SignedIn,
    Path(id): Path<Id<Webhook>>,
    Posted(Nothing {}): Posted<Nothing>,
) -> Answer {
    let webhook = own(&who, &id).await?;
    let since_ms = who.visit.app.now_ms() - REPLAYED_FOR_MS;
    super::replay_failed_since(&who.visit.app, &webhook, since_ms).await?;
    Ok(see_told(&format!("/webhooks/{id}"), "flash-deliveries-replayed"))
}

#[derive(askama::Template)]
#[template(path = "webhooks/delivery.html")]
struct DeliveryPage {
    page: Page,
    event: String,
    again: Option<String>,
    log: Vec<AttemptShown>,
}

struct AttemptShown {
    title: String,
    attempt: Attempt,
}

type Named = Path<(Id<Webhook>, Id<Delivery>)>;

async fn delivery_page(who: SignedIn, Path((id, delivery)): Named) -> Answer {
    let visit = &who.visit;
    let webhook = own(&who, &id).await?;
    let delivery = super::delivery(&visit.app, &webhook, &delivery).await?;
    let log = store::attempts(&visit.app.db, &delivery.id).await?;
    let again = (delivery.state != "waiting" && webhook.state == "on")
        .then(|| format!("/webhooks/{id}/deliveries/{}/replay", delivery.id));
    let frame = visit
        .page(visit.words.t(&crate::events::pages::words_of(&delivery.kind)))
        .badge(delivery_badge(visit, &delivery))
        .crumb(visit.words.t("nav-webhooks"), "/webhooks")
        .crumb(webhook.url, format!("/webhooks/{id}"));
    let log = log.into_iter().map(|attempt| attempt_shown(visit, attempt)).collect();
    page(&DeliveryPage { page: frame, event: delivery.event_id.to_string(), again, log })
}

fn attempt_shown(visit: &Visit, attempt: Attempt) -> AttemptShown {
    let status = attempt.status.map_or_else(|| visit.words.t("delivery-no-answer"), |s| s.to_string());
    let at = visit.words.instant(instant(attempt.at_ms), visit.app.zone());
    AttemptShown { title: format!("{at}: {status}, {} ms", attempt.took_ms), attempt }
}

async fn replay(who: SignedIn, Path((id, delivery)): Named, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    let webhook = own(&who, &id).await?;
    let delivery = super::delivery(&who.visit.app, &webhook, &delivery).await?;
    super::replay(&who.visit.app, &webhook, &delivery).await?;
    Ok(see_told(&format!("/webhooks/{id}/deliveries/{}", delivery.id), "flash-deliveries-replayed"))
}

#[derive(askama::Template)]
#[template(path = "servers/confirm.html")]
struct ConfirmPage {
    page: Page,
    confirm: Confirm,
}

fn confirm(visit: &Visit, webhook: &Webhook) -> (Page, Confirm) {
    let t = |key: &str| visit.words.t(key);
    let host = webhook.url.split('/').nth(2).unwrap_or_default();
    let path = format!("/webhooks/{}", webhook.id);
    let confirm = Confirm::new(format!("{path}/delete"), t("webhook-delete"), host)
        .consequence(t("webhook-delete-stops"))
        .cancel(&path);
    let frame = visit.page(t("webhook-delete-title")).crumb(t("nav-webhooks"), "/webhooks");
    (frame.crumb(&webhook.url, path), confirm)
}

async fn delete_page(who: SignedIn, Path(id): Path<Id<Webhook>>) -> Answer {
    let (frame, confirm) = confirm(&who.visit, &own(&who, &id).await?);
    page(&ConfirmPage { page: frame, confirm })
}

#[derive(Deserialize)]
struct Confirmed {
    #[serde(default)]
    confirm: String,
}

async fn delete(who: SignedIn, Path(id): Path<Id<Webhook>>, Posted(typed): Posted<Confirmed>) -> Answer {
    let webhook = own(&who, &id).await?;
    let (frame, confirm) = confirm(&who.visit, &webhook);
    if let Err(confirm) = confirm.check(&typed.confirm, &frame) {
        return refused(&ConfirmPage { page: frame, confirm: *confirm });
    }
    super::delete(&who.visit.app, &webhook, &who.session.actor()).await?;
    Ok(see_told("/webhooks", "flash-webhook-deleted"))
}
