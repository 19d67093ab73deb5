//! From the price page to the running server: order, confirm the address, follow the progress.

use super::{Order, TERMS, Wish};
use crate::accounts::SignUp;
use crate::app::App;
use crate::servers::{self, Phase, Server};
use crate::web::{Answer, Member, Posted, Visit, page, refused, see};
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::ui::{Field, Form, Page, Step, StepState, Steps};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/order", get(order_page).post(order))
        .route("/order/sent", get(sent_page))
        .route("/orders/{id}", get(progress_page))
        .route("/terms", get(terms_page))
}

#[derive(askama::Template)]
#[template(path = "orders/order.html")]
struct OrderPage {
    page: Page,
    form: Form,
    /// The fields about the person are asked only of visitors.
    visitor: Option<()>,
    price: String,
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Typed {
    server_name: String,
    terms: String,
    #[serde(flatten)]
    sign_up: SignUp,
}

impl Typed {
    fn wish(&self) -> Wish {
        let terms = if self.terms == "yes" { TERMS } else { "" };
        Wish { product: "connect".into(), server_name: self.server_name.clone(), terms: terms.into() }
    }
}

fn order_form(visit: &Visit, typed: &Typed) -> Form {
    let t = |key: &str| visit.words.t(key);
    let domain = &visit.app.catalogue.provider.domain;
    let mut form = Form::new("/order", t("order-submit")).field(
        Field::text("server_name", t("order-server-name"))
            .hint(t("order-server-name-hint"))
            .after(format!(".{domain}"))
            .attribute("autocapitalize", "none")
            .attribute("spellcheck", "false")
            .value(&typed.server_name),
    );
    if visit.session.is_none() {
        form = sign_up_fields(form, visit, &typed.sign_up).field(
            Field::text("invoice_reference", t("details-reference"))
                .hint(t("details-reference-hint"))
                .optional()
                .attribute("maxlength", "80")
                .value(&typed.sign_up.invoice_reference),
        );
    }
    form.field(Field::tick("terms", t("order-terms")).value(&typed.terms))
}

/// What a visitor tells about the customer and themselves.
pub fn sign_up_fields(form: Form, visit: &Visit, typed: &SignUp) -> Form {
    let t = |key: &str| visit.words.t(key);
    let country =
        if typed.country.is_empty() { &visit.app.catalogue.provider.country } else { &typed.country };
    form.field(Field::text("company", t("order-company")).autocomplete("organization").value(&typed.company))
        .field(Field::text("street", t("order-street")).autocomplete("street-address").value(&typed.street))
        .field(
            Field::text("postcode", t("order-postcode"))
                .autocomplete("postal-code")
                .short()
                .value(&typed.postcode),
        )
        .field(Field::text("city", t("order-city")).autocomplete("address-level2").value(&typed.city))
        .field(Field::text("country", t("order-country")).autocomplete("country").short().value(country))
        .field(Field::text("vat_number", t("order-vat-number")).optional().value(&typed.vat_number))
        .field(Field::text("name", t("field-your-name")).autocomplete("name").value(&typed.name))
        .field(Field::email("email", t("field-email")).autocomplete("email").value(&typed.email))
        .field(
            Field::password("password", t("field-password"), "new-password").hint(t("field-password-hint")),
        )
}

fn order_page_of(visit: &Visit, form: Form) -> Result<OrderPage, Fault> {
    Ok(OrderPage {
        page: visit.page(visit.words.t("order-title")).lead(visit.words.t("order-lead")).with_form(&form),
        visitor: visit.session.is_none().then_some(()),
        price: price(visit)?,
        form,
    })
}

/// What a user costs this month.
fn price(visit: &Visit) -> Result<String, Fault> {
    let month = hostler_kit::time::Month::of(visit.app.now_ms(), visit.app.zone());
    let product = visit.app.catalogue.product("connect").ok_or_else(Fault::missing)?;
    let price = product.user_price(month).map_err(Fault::broken)?;
    Ok(visit.words.unit_price(price.micro, &visit.app.catalogue.provider.currency))
}

async fn order_page(visit: Visit) -> Answer {
    page(&order_page_of(&visit, order_form(&visit, &Typed::default()))?)
}

async fn order(visit: Visit, Posted(mut typed): Posted<Typed>) -> Answer {
    typed.sign_up.language = visit.language().into();
    let placed = match &visit.session {
        Some(session) => super::place_as(&visit.app, session, typed.wish()).await,
        None => limited_place(&visit, &typed).await,
    };
    match placed {
        Ok(order) if visit.session.is_some() => Ok(see(&format!("/orders/{}", order.id))),
        Ok(_) => Ok(see("/order/sent")),
        Err(faults) => show_again(&visit, &typed, faults),
    }
}

async fn limited_place(visit: &Visit, typed: &Typed) -> Result<Order, Vec<Fault>> {
    let subject = format!("order from {}", visit.place);
    crate::accounts::throttle(&visit.app, &subject).await.map_err(|fault| vec![fault])?;
    let order = super::place(&visit.app, typed.wish(), typed.sign_up.clone()).await?;
    // Each sends a mail to somebody and holds a name for a day.
    crate::accounts::count_attempt(&visit.app, &subject).await.map_err(|error| vec![error.into()])?;
    Ok(order)
}

fn show_again(visit: &Visit, typed: &Typed, faults: Vec<Fault>) -> Answer {
    let mut form = order_form(visit, typed);
    for fault in faults {
        if fault.kind == Kind::Broken {
            return Err(fault);
        }
        form = form.refuse(fault.field.unwrap_or_default(), visit.sentence(&fault));
    }
    refused(&order_page_of(visit, form)?)
}

#[derive(askama::Template)]
#[template(path = "orders/text.html")]
struct TextPage {
    page: Page,
    paragraphs: Vec<String>,
}

async fn sent_page(visit: Visit) -> Answer {
    let t = |key: &str| visit.words.t(key);
    let paragraphs = vec![t("order-sent-mail"), t("order-sent-nothing")];
    page(&TextPage { page: visit.page(t("order-sent-title")), paragraphs })
}

async fn terms_page(visit: Visit) -> Answer {
    let t = |key: &str| visit.words.t(key);
    let keys =
        ["terms-users", "terms-storage", "terms-payment", "terms-notice", "terms-licences", "terms-data"];
    let paragraphs = keys.iter().map(|key| t(key)).collect();
    let lead = visit.words.with("terms-lead", "version", TERMS);
    page(&TextPage { page: visit.page(t("terms-title")).lead(lead), paragraphs })
}

#[derive(askama::Template)]
#[template(path = "orders/progress.html")]
struct ProgressPage {
    page: Page,
    steps: Steps,
    host: String,
    failed: Option<String>,
    server: Option<String>,
}

async fn progress_page(member: Member, Path(id): Path<Id<Order>>) -> Answer {
    let visit = &member.visit;
    let app = &visit.app;
    let order = super::find(&app.db, &id).await?.filter(|order| order.customer_id == member.customer);
    let order = order.ok_or_else(Fault::missing)?;
    let server = match &order.server_id {
        Some(id) => servers::find(&app.db, id).await?,
        None => None,
    };
    let steps = steps(visit, server.as_ref()).await?;
    let host = format!("{}.{}", order.server_name, app.catalogue.provider.domain);
    let running = server.as_ref().filter(|server| server.phase() == Phase::Running);
    let key = if running.is_some() { "progress-ready" } else { "progress-title" };
    page(&ProgressPage {
        page: visit.page(visit.words.with(key, "host", &host)).following(&steps),
        steps,
        failed: server.as_ref().map(|server| server.last_error.clone()).filter(|error| !error.is_empty()),
        server: running.map(|server| format!("/servers/{}", server.id)),
        host,
    })
}

/// The order's way as the customer sees it, with what the server's history says of each step.
async fn steps(visit: &Visit, server: Option<&Server>) -> Result<Steps, Fault> {
    let keys = ["ordered", "image", "prepared", "starting", "running"];
    let phases = [Phase::Ordered, Phase::Image, Phase::Prepared, Phase::Starting, Phase::Running];
    let Some(server) = server else {
        let waiting =
            keys.map(|key| Step::new(visit.words.t(&format!("progress-{key}")), StepState::Waiting));
        return Ok(Steps::new(waiting.to_vec()));
    };
    let at = server.phase();
    let image = image_progress(visit, server, at).await?;
    let step = |(key, phase): (&str, Phase)| {
        let state = match phase {
            Phase::Ordered => StepState::Done,
            phase if phase < at || at == Phase::Running => StepState::Done,
            phase if phase == at || (at == Phase::Ordered && phase == Phase::Image) => StepState::Now,
            _ => StepState::Waiting,
        };
        let step = Step::new(visit.words.t(&format!("progress-{key}")), state);
        match &image {
            Some(line) if phase == Phase::Image => step.detail(line),
            _ => step,
        }
    };
    Ok(Steps::new(keys.into_iter().zip(phases).map(step).collect()))
}

async fn image_progress(visit: &Visit, server: &Server, at: Phase) -> Result<Option<String>, Fault> {
    if at != Phase::Image {
        return Ok(None);
    }
    let history = servers::history_lines(&visit.app.db, &server.id, (1, 0)).await?;
    Ok(history.into_iter().find(|happening| happening.what == "image").map(|happening| happening.detail))
}
