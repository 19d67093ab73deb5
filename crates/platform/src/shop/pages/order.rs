//! The order's form, with its quote beside it: by htmx while it is typed, by the button *Calculate* without scripts.

use super::priced::Priced;
use super::typed::Typed;
use crate::app::App;
use crate::catalogue::PriceClass;
use crate::orders::pages::sign_up_fields;
use crate::shop::quote::{self, Held, Quote, Wish};
use crate::shop::told::Voice;
use crate::shop::{Buyer, LicenceOrder, held, today};
use crate::web::{Answer, Posted, Visit, page, refused, see};
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use hostler_kit::http::{Fault, Kind};
use hostler_kit::ui::{Choice, Field, Form, NavItem, Page};
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/shop/order", get(order_page).post(order))
        .route("/shop/order/quote", get(quote_part))
}

#[derive(askama::Template)]
#[template(path = "shop/pages/order.html")]
struct OrderPage {
    page: Page,
    form: Form,
    /// Fields of what is ordered, in their order.
    wished: Vec<String>,
    /// The kinds of order for one licence.
    kinds: Vec<NavItem>,
    quote: Priced,
    /// The fields about the person are asked only of visitors.
    visitor: Option<()>,
    customer_fields: [&'static str; 6],
    person_fields: [&'static str; 3],
}

const SIGN_UP_CUSTOMER: [&str; 6] = ["company", "street", "postcode", "city", "country", "vat_number"];
const SIGN_UP_PERSON: [&str; 3] = ["name", "email", "password"];

/// What the form is about: the licence that it adds to, or a product.
struct About {
    held: Option<Held>,
}

impl About {
    /// Puts what was not typed in its place.
    async fn of(visit: &Visit, typed: &mut Typed) -> Result<About, Fault> {
        if typed.form.is_empty() {
            typed.form = visit.app.random.secret();
        }
        if !typed.licence.is_empty() {
            let customer = visit.session.as_ref().map(|session| session.person.customer_id.clone());
            let customer = customer.ok_or(Fault::new(Kind::SignInNeeded, "sign-in-needed"))?;
            let customer = customer.ok_or(Fault::new(Kind::Forbidden, "customers-only"))?;
            let held = held::find(&visit.app, &customer, &typed.licence).await?;
            typed.of_licence(visit, &held);
            return Ok(About { held: Some(held) });
        }
        typed.kind = "new".into();
        typed.of_product(visit)?;
        Ok(About { held: None })
    }
}

impl Typed {
    fn of_licence(&mut self, visit: &Visit, held: &Held) {
        if !["users", "add-on", "renewal"].contains(&self.kind.as_str()) {
            self.kind = "users".into();
        }
        self.product.clone_from(&held.product);
        if self.kind == "users" && self.users.is_empty() {
            let offer = visit.app.catalogue.licence(&held.product);
            self.users = offer.map_or(5, |offer| offer.pack_users).to_string();
        }
        if self.kind == "renewal" && self.years.is_empty() {
            self.years = quote::years_offered(held, today(&visit.app)).to_string();
        }
    }

    fn of_product(&mut self, visit: &Visit) -> Result<(), Fault> {
        let catalogue = &visit.app.catalogue;
        if self.product.is_empty() {
            let first = catalogue.products.iter().find(|product| product.licence.is_some());
            self.product = first.ok_or_else(Fault::missing)?.id.clone();
        }
        let offer = catalogue.licence(&self.product).ok_or_else(Fault::missing)?;
        if self.edition.is_empty() {
            self.edition = offer.editions.first().map(|edition| edition.id.clone()).unwrap_or_default();
        }
        if self.class.is_empty() {
            self.class = PriceClass::Standard.code().into();
        }
        if self.users.is_empty() {
            self.users = offer.included_users.to_string();
        }
        if self.years.is_empty() {
            self.years = "0".into();
        }
        Ok(())
    }
}

async fn order_page(visit: Visit, Query(mut typed): Query<Typed>) -> Answer {
    let about = About::of(&visit, &mut typed).await?;
    let quoted = quoted(&visit, &typed).await;
    let form = order_form(&visit, &typed, &about)?;
    page(&shown(&visit, form, (&typed, &about), &quoted)?)
}

/// The quote of what is typed so far.
async fn quote_part(visit: Visit, Query(mut typed): Query<Typed>) -> Answer {
    About::of(&visit, &mut typed).await?;
    page(&Priced::in_form(&visit, &quoted(&visit, &typed).await)?)
}

async fn quoted(visit: &Visit, typed: &Typed) -> Result<Quote, Fault> {
    let customer = visit.session.as_ref().and_then(|session| session.person.customer_id.as_ref());
    let buyer = customer.map_or(Buyer::Visitor(&typed.sign_up), Buyer::Customer);
    crate::shop::price(&visit.app, buyer, &typed.wish()?).await
}

async fn order(visit: Visit, Posted(mut typed): Posted<Typed>) -> Answer {
    typed.sign_up.language = visit.language().into();
    let about = About::of(&visit, &mut typed).await?;
    if typed.step == "calculate" {
        let quoted = quoted(&visit, &typed).await;
        let form = order_form(&visit, &typed, &about)?;
        return page(&shown(&visit, form, (&typed, &about), &quoted)?);
    }
    let placed = match typed.wish() {
        Ok(wish) => placed(&visit, &typed, wish).await,
        Err(fault) => Err(vec![fault]),
    };
    match placed {
        Ok(order) if visit.session.is_some() => Ok(see(&format!("/shop/orders/{}", order.id))),
        Ok(_) => Ok(see("/order/sent")),
        Err(faults) => show_again(&visit, (&typed, &about), faults).await,
    }
}

async fn placed(visit: &Visit, typed: &Typed, wish: Wish) -> Result<LicenceOrder, Vec<Fault>> {
    let asked = typed.asked(wish);
    if let Some(session) = &visit.session {
        return crate::shop::place_as(&visit.app, session, asked).await;
    }
    let subject = format!("order from {}", visit.place);
    crate::accounts::throttle(&visit.app, &subject).await.map_err(|fault| vec![fault])?;
    let order = crate::shop::place(&visit.app, asked, typed.sign_up.clone()).await?;
    // Each sends a mail to somebody.
    crate::accounts::count_attempt(&visit.app, &subject).await.map_err(|error| vec![error.into()])?;
    Ok(order)
}

async fn show_again(visit: &Visit, (typed, about): (&Typed, &About), faults: Vec<Fault>) -> Answer {
    let mut form = order_form(visit, typed, about)?;
    for fault in faults {
        if fault.kind == Kind::Broken {
            return Err(fault);
        }
        form = form.refuse(fault.field.unwrap_or_default(), visit.sentence(&fault));
    }
    let quoted = quoted(visit, typed).await;
    refused(&shown(visit, form, (typed, about), &quoted)?)
}

fn shown(
    visit: &Visit,
    form: Form,
    (typed, about): (&Typed, &About),
    quoted: &Result<Quote, Fault>,
) -> Result<OrderPage, Fault> {
    let voice = Voice { words: visit.words.clone(), catalogue: &visit.app.catalogue };
    let product = voice.product(&typed.product);
    let title = match &about.held {
        Some(held) => visit.words.tr(
            "shop-order-more-title",
            &[("product", product.into()), ("number", held.number.as_str().into())],
        ),
        None => visit.words.with("shop-order-title", "product", product),
    };
    let lead = match &about.held {
        Some(held) => of_licence(visit, held),
        None => visit.words.t("shop-order-lead"),
    };
    Ok(OrderPage {
        page: visit.page(title).lead(lead).crumb(visit.words.t("nav-shop"), "/shop").with_form(&form),
        wished: wished(typed, visit),
        kinds: about.held.as_ref().map_or(Vec::new(), |held| kinds(visit, held)),
        quote: Priced::in_form(visit, quoted)?,
        visitor: visit.session.is_none().then_some(()),
        customer_fields: SIGN_UP_CUSTOMER,
        person_fields: SIGN_UP_PERSON,
        form,
    })
}

fn of_licence(visit: &Visit, held: &Held) -> String {
    match &held.maintenance {
        Some(had) => visit.words.tr(
            "shop-licence-now",
            &[("n", held.users.into()), ("day", visit.words.date(had.last_day).into())],
        ),
        None => visit.words.with("shop-licence-new", "n", held.users),
    }
}

fn kinds(visit: &Visit, held: &Held) -> Vec<NavItem> {
    let href = |kind: &str| format!("/shop/order?licence={}&kind={kind}", held.licence);
    ["users", "add-on", "renewal"]
        .map(|kind| NavItem::new(visit.words.t(&format!("shop-kind-{kind}")), href(kind)))
        .into()
}

fn wished(typed: &Typed, visit: &Visit) -> Vec<String> {
    let fixed: &[&str] = match typed.kind.as_str() {
        "users" => &["kind", "licence", "users"],
        "add-on" => &["kind", "licence", "add_on"],
        "renewal" => &["kind", "licence", "years", "by"],
        _ => &["kind", "product", "edition", "class", "users", "years"],
    };
    let mut names: Vec<String> = fixed.iter().map(|name| name.to_string()).collect();
    if typed.kind == "new" {
        names.extend(offered(visit, typed).into_iter().map(|(id, _)| format!("add-on-{id}")));
    }
    names
}

/// Ids and names of the add-ons that a new licence may have.
fn offered(visit: &Visit, typed: &Typed) -> Vec<(String, String)> {
    let offer = visit.app.catalogue.licence(&typed.product);
    let add_ons = offer.into_iter().flat_map(|offer| offer.add_ons_on(today(&visit.app)));
    add_ons.map(|add_on| (add_on.rule.id.clone(), add_on.name.clone())).collect()
}

fn order_form(visit: &Visit, typed: &Typed, about: &About) -> Result<Form, Fault> {
    let t = |key: &str| visit.words.t(key);
    let form = Form::new("/shop/order", t("shop-order-submit")).field(Field::hidden("kind", &typed.kind));
    let mut form = match &about.held {
        Some(held) => more_fields(form, visit, typed, held)?,
        None => new_fields(form, visit, typed),
    };
    if visit.session.is_none() {
        form = sign_up_fields(form, visit, &typed.sign_up);
    }
    Ok(form
        .field(
            Field::text("reference", t("shop-reference"))
                .hint(t("shop-reference-hint"))
                .optional()
                .attribute("maxlength", "80")
                .value(&typed.reference),
        )
        .field(Field::tick("terms", t("order-terms")).value(&typed.terms))
        .field(Field::hidden("form", &typed.form)))
}

fn new_fields(form: Form, visit: &Visit, typed: &Typed) -> Form {
    let t = |key: &str| visit.words.t(key);
    let voice = Voice { words: visit.words.clone(), catalogue: &visit.app.catalogue };
    let Some(offer) = visit.app.catalogue.licence(&typed.product) else { return form };
    let editions = offer.editions.iter().map(|edition| {
        let choice = Choice::new(&edition.id, &edition.name);
        let scheme = edition.scheme.as_ref().map(|scheme| scheme.to_uppercase());
        scheme.map_or(choice.clone(), |scheme| {
            choice.hint(visit.words.with("shop-edition-hint", "scheme", scheme))
        })
    });
    let classes = offer.classes(&typed.edition).into_iter().map(|class| {
        let choice = Choice::new(class.code(), voice.class(class));
        if class.needs_evidence() { choice.hint(t(&format!("shop-class-{class}-hint"))) } else { choice }
    });
    let form = form
        .field(Field::hidden("product", &typed.product))
        .field(Field::radios("edition", t("shop-edition"), editions.collect()).value(&typed.edition))
        .field(Field::radios("class", t("shop-class"), classes.collect()).value(&typed.class))
        .field(Field::number("users", t("shop-users")).hint(t("shop-users-hint")).value(&typed.users))
        .field(Field::number("years", t("shop-years")).hint(t("shop-years-hint")).value(&typed.years));
    offered(visit, typed).into_iter().fold(form, |form, (id, name)| {
        form.field(Field::tick(format!("add-on-{id}"), name).value(typed.ticked(&id)))
    })
}

fn more_fields(form: Form, visit: &Visit, typed: &Typed, held: &Held) -> Result<Form, Fault> {
    let t = |key: &str| visit.words.t(key);
    let form = form.field(Field::hidden("licence", &typed.licence));
    Ok(match typed.kind.as_str() {
        "add-on" => {
            let voice = Voice { words: visit.words.clone(), catalogue: &visit.app.catalogue };
            let offered = quote::add_ons_offered(&visit.app.catalogue, held, today(&visit.app));
            let choice = |id: &&str| Choice::new(*id, voice.add_on(&held.product, id));
            let choices = offered.iter().map(choice).collect();
            form.field(Field::radios("add_on", t("shop-add-on"), choices).value(&typed.add_on))
        }
        "renewal" => {
            let ways = [("same-key", "shop-by-same-key"), ("new-key", "shop-by-new-key")];
            let ways = ways.map(|(way, key)| Choice::new(way, t(key)).hint(t(&format!("{key}-hint"))));
            let by = if typed.by == "new-key" { "new-key" } else { "same-key" };
            form.field(Field::number("years", t("shop-renewal-years")).value(&typed.years))
                .field(Field::radios("by", t("shop-by"), ways.into()).value(by))
        }
        _ => form.field(
            Field::number("users", t("shop-more-users")).hint(t("shop-more-users-hint")).value(&typed.users),
        ),
    })
}
