//! Staff issue keys by hand, with a reason: a gift, a repair of a mistake.

use super::facts::Speech;
use super::moving::reason;
use super::staff_show::{customer_field, customer_of};
use crate::app::App;
use crate::catalogue::PriceClass;
use crate::licences::model::{Arrives, Issue, Issued, Licence, Wish};
use crate::licences::{For, LicenceRefused, issue, named, rules};
use crate::web::{Answer, Posted, Staff, Visit, page, refused};
use axum::Router;
use axum::routing::get;
use hostler_kit::http::{Fault, Kind};
use hostler_kit::ui::{Choice, Field, Form, Page};
use hostler_licence::ledger::GrantKind;
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/staff/licences/issue", get(issue_page).post(issue_keys))
}

#[derive(askama::Template)]
#[template(path = "licences/pages/issue.html")]
struct IssuePage {
    page: Page,
    form: Form,
    issued: Vec<Issued>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Typed {
    kind: String,
    product: String,
    edition: String,
    class: String,
    users: String,
    add_ons: String,
    years: String,
    licence: String,
    customer: String,
    reason: String,
}

const KINDS: [GrantKind; 4] = [GrantKind::Base, GrantKind::Users, GrantKind::AddOn, GrantKind::Renewal];

fn form(visit: &Visit, typed: &Typed) -> Form {
    let speech = Speech(visit);
    let t = |key: &str| speech.t(key);
    let sold = || {
        visit.app.catalogue.products.iter().filter_map(|product| Some((product, product.licence.as_ref()?)))
    };
    let products = sold().map(|(product, _)| Choice::new(&product.id, &product.name)).collect();
    let mut editions: Vec<Choice> = Vec::new();
    for edition in sold().flat_map(|(_, offer)| &offer.editions) {
        let choice = Choice::new(&edition.id, &edition.name);
        if !editions.contains(&choice) {
            editions.push(choice);
        }
    }
    let kinds = KINDS.map(|kind| Choice::new(kind.code(), t(&format!("licence-kind-{}", kind.code()))));
    let classes =
        PriceClass::ALL.map(|class| Choice::new(class.code(), t(&format!("licence-class-{class}"))));
    let first = sold().next().map_or("", |(product, _)| product.id.as_str());
    let or = |typed: &str, other: &str| if typed.is_empty() { other.to_string() } else { typed.to_string() };
    Form::new("/staff/licences/issue", t("licence-issue-submit"))
        .field(Field::select("kind", t("licence-key-for"), kinds.into()).value(or(&typed.kind, "base")))
        .field(Field::select("product", t("licence-product"), products).value(or(&typed.product, first)))
        .field(Field::select("edition", t("licence-edition"), editions).value(or(&typed.edition, "standard")))
        .field(Field::select("class", t("licence-class"), classes.into()).value(or(&typed.class, "standard")))
        .field(
            Field::number("users", t("licence-users"))
                .hint(t("licence-issue-users-hint"))
                .value(&typed.users)
                .optional(),
        )
        .field(
            Field::text("add_ons", t("licence-add-ons"))
                .hint(t("licence-issue-add-ons-hint"))
                .value(&typed.add_ons)
                .optional(),
        )
        .field(
            Field::number("years", t("licence-issue-years"))
                .hint(t("licence-issue-years-hint"))
                .value(&typed.years)
                .optional(),
        )
        .field(
            Field::text("licence", t("licence-issue-for"))
                .hint(t("licence-issue-for-hint"))
                .value(&typed.licence)
                .optional(),
        )
        .field(customer_field(&speech).value(&typed.customer).optional())
        .field(reason(&speech).value(&typed.reason))
}

fn shown(visit: &Visit, form: Form, issued: Vec<Issued>) -> IssuePage {
    let t = |key: &str| visit.words.t(key);
    let frame = visit.page(t("licence-issue-keys")).lead(t("licence-issue-lead"));
    IssuePage { page: frame.crumb(t("nav-all-licences"), "/staff/licences").with_form(&form), form, issued }
}

async fn issue_page(staff: Staff) -> Answer {
    page(&shown(&staff.visit, form(&staff.visit, &Typed::default()), Vec::new()))
}

async fn issue_keys(staff: Staff, Posted(typed): Posted<Typed>) -> Answer {
    let visit = &staff.visit;
    match issued(&staff, &typed).await {
        Ok(keys) => page(&shown(visit, form(visit, &Typed::default()), keys)),
        Err(fault) if matches!(fault.kind, Kind::Invalid | Kind::Missing) => {
            let sentence = visit.sentence(&fault);
            let form = form(visit, &typed).refuse(fault.field.unwrap_or_default(), sentence);
            refused(&shown(visit, form, Vec::new()))
        }
        Err(fault) => Err(fault),
    }
}

async fn issued(staff: &Staff, typed: &Typed) -> Result<Vec<Issued>, Fault> {
    let app = &staff.visit.app;
    let reason = rules::check_reason(&typed.reason)?;
    let licence = match typed.licence.trim() {
        "" => None,
        name => Some(named(app, For::Staff, name).await?),
    };
    let customer =
        match (typed.customer.trim(), licence.as_ref().and_then(|licence| licence.customer_id.as_ref())) {
            ("", Some(owner)) => Some(customer_of(app, owner.as_str()).await?),
            ("", None) => None,
            (typed, _) => Some(customer_of(app, typed).await?),
        };
    let wishes = [wish(typed, licence)?];
    let wanted =
        Issue { customer: customer.as_ref(), order: "", reason: &reason, zone: None, wishes: &wishes };
    let mut tx = app.db.begin().await?;
    let issued = issue(app, &mut tx, &staff.session.actor(), &wanted).await?;
    tx.commit().await?;
    Ok(issued)
}

fn wish(typed: &Typed, licence: Option<Licence>) -> Result<Wish, LicenceRefused> {
    let kind =
        KINDS.into_iter().find(|kind| kind.code() == typed.kind).ok_or(LicenceRefused::OddWish("kind"))?;
    let number = |text: &str, what| match text.trim() {
        "" => Ok(0),
        text => text.parse::<i64>().map_err(|_| LicenceRefused::OddWish(what)),
    };
    let users = number(&typed.users, "users")?;
    let add_ons = typed.add_ons.split([',', ' ']).filter(|id| !id.is_empty());
    // What comes to a licence is of its sort.
    let (product, edition, class) = match &licence {
        Some(licence) => (&licence.product, &licence.edition, &licence.price_class),
        None => (&typed.product, &typed.edition, &typed.class),
    };
    Ok(Wish {
        kind,
        product: product.clone(),
        edition: edition.clone(),
        price_class: class.clone(),
        users: if kind == GrantKind::AddOn { 0 } else { users },
        add_ons: add_ons.map(|id| (id.to_string(), users)).collect(),
        years: number(&typed.years, "years")?,
        licence: licence.filter(|_| kind != GrantKind::Base).map(|licence| licence.id),
        arrives: Arrives::AsKey,
    })
}
