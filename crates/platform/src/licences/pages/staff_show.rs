//! Staff: one licence, and what only they can do with it.

use super::facts::Speech;
use super::moving::reason;
use super::sheet::{Look, Sheet};
use super::show::Nothing;
use crate::accounts::{self, Customer};
use crate::app::App;
use crate::events::Whose;
use crate::licences::model::{Issued, Licence};
use crate::licences::routes::download_of;
use crate::licences::{
    Declaration, For, LicenceRefused, declare_offline, hand_over, named, restore, revoke, show_key,
};
use crate::web::{Answer, Posted, Staff, Visit, asked, asked_again, page, see_told};
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::ui::{Confirm, Field, Link, Page};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/staff/licences/{id}", get(licence_page))
        .route("/staff/licences/{id}/file", get(download))
        .route("/staff/licences/{id}/keys/{key}", post(key))
        .route("/staff/licences/{id}/change/{what}", get(ask).post(change))
}

#[derive(askama::Template)]
#[template(path = "licences/pages/staff_show.html")]
struct LicencePage {
    page: Page,
    revoked: Option<String>,
    customer: Option<Link>,
    download: Option<String>,
    sheet: Sheet,
    changes: Vec<Link>,
}

async fn found(staff: &Staff, id: &str) -> Result<Licence, Fault> {
    named(&staff.visit.app, For::Staff, id).await
}

async fn licence_page(staff: Staff, Path(id): Path<String>) -> Answer {
    let licence = found(&staff, &id).await?;
    page(&shown(&staff.visit, &licence, None).await?)
}

async fn shown(visit: &Visit, licence: &Licence, key: Option<&Issued>) -> Result<LicencePage, Fault> {
    let speech = Speech(visit);
    let path = format!("/staff/licences/{}", licence.id);
    let look = Look { whose: Whose::Everybody, path: path.clone(), shown: key };
    let frame = frame(visit, licence).badge(speech.badge(licence));
    let customer = licence.customer_id.as_ref();
    let changes = What::possible(licence).into_iter();
    Ok(LicencePage {
        page: frame,
        revoked: licence
            .revoked_at_ms
            .map(|_| visit.words.with("licence-revoked-why", "why", licence.revoked_reason.as_str())),
        customer: customer.map(|id| Link::new(&licence.holder, format!("/staff/customers/{id}"))),
        download: (licence.serial > 0).then(|| format!("{path}/file")),
        sheet: Sheet::of(visit, licence, &look).await?,
        changes: changes.map(|what| Link::new(speech.t(what.verb()), what.path(licence))).collect(),
    })
}

fn frame(visit: &Visit, licence: &Licence) -> Page {
    let speech = Speech(visit);
    let title = format!("{} {}", speech.product(&licence.product), licence.number);
    visit.page(title).crumb(speech.t("nav-all-licences"), "/staff/licences")
}

async fn download(staff: Staff, Path(id): Path<String>) -> Answer {
    download_of(&staff.visit.app, &found(&staff, &id).await?).await
}

async fn key(
    staff: Staff,
    Path((id, key)): Path<(String, String)>,
    Posted(Nothing {}): Posted<Nothing>,
) -> Answer {
    let licence = found(&staff, &id).await?;
    let issued = show_key(&staff.visit.app, &staff.session.actor(), &licence, &key).await?;
    page(&shown(&staff.visit, &licence, Some(&issued)).await?)
}

/// What staff change about a licence; each with a reason and typed confirmation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Revoke,
    Restore,
    Offline,
    Owner,
}

impl What {
    const ALL: [What; 4] = [What::Owner, What::Offline, What::Revoke, What::Restore];

    fn code(self) -> &'static str {
        match self {
            What::Revoke => "revoke",
            What::Restore => "restore",
            What::Offline => "offline",
            What::Owner => "owner",
        }
    }

    fn of(code: &str) -> Result<What, Fault> {
        What::ALL.into_iter().find(|what| what.code() == code).ok_or_else(Fault::missing)
    }

    fn possible(licence: &Licence) -> Vec<What> {
        let revoked = licence.revoked_at_ms.is_some();
        let fits = |what: &What| match what {
            What::Revoke => !revoked,
            What::Restore => revoked,
            What::Offline => licence.serial > 0,
            What::Owner => true,
        };
        What::ALL.into_iter().filter(fits).collect()
    }

    fn verb(self) -> &'static str {
        match self {
            What::Revoke => "licence-revoke",
            What::Restore => "licence-restore",
            What::Offline => "licence-declare",
            What::Owner => "licence-hand-over",
        }
    }

    fn path(self, licence: &Licence) -> String {
        format!("/staff/licences/{}/change/{}", licence.id, self.code())
    }

    fn flash(self) -> &'static str {
        match self {
            What::Revoke => "flash-licence-revoked",
            What::Restore => "flash-licence-restored",
            What::Offline => "flash-licence-freed",
            What::Owner => "flash-licence-handed-over",
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Typed {
    reason: String,
    customer: String,
    confirm: String,
}

fn question(visit: &Visit, licence: &Licence, (what, typed): (What, &Typed)) -> (Page, Confirm) {
    let speech = Speech(visit);
    let back = format!("/staff/licences/{}", licence.id);
    let confirm = Confirm::new(what.path(licence), speech.t(what.verb()), licence.number.as_str())
        .consequence(speech.t(&format!("{}-means", what.verb())))
        .cancel(&back);
    let confirm = match what {
        What::Owner => confirm.ask(customer_field(&speech).value(&typed.customer)),
        _ => confirm,
    };
    let frame = visit.page(format!("{}: {}", licence.number, speech.t(what.verb())));
    let frame = frame.crumb(speech.t("nav-all-licences"), "/staff/licences").crumb(&licence.number, back);
    (frame, confirm.ask(reason(&speech).value(&typed.reason)))
}

/// The field that asks for a customer.
pub fn customer_field(speech: &Speech<'_>) -> Field {
    Field::text("customer", speech.t("licence-customer"))
        .hint(speech.t("licence-customer-hint"))
        .autocomplete("off")
        .attribute("spellcheck", "false")
}

/// A customer by id, or by the mail address of one of their people.
pub async fn customer_of(app: &App, typed: &str) -> Result<Customer, Fault> {
    let id = match typed.trim().parse() {
        Ok(id) => Some(id),
        Err(_) => {
            let person = accounts::person_by_email(&app.db, &typed.trim().to_lowercase()).await?;
            person.and_then(|person| person.customer_id)
        }
    };
    let customer = match id {
        Some(id) => accounts::customer(&app.db, &id).await?,
        None => None,
    };
    Ok(customer.ok_or(LicenceRefused::NoCustomer)?)
}

async fn ask(staff: Staff, Path((id, what)): Path<(String, String)>) -> Answer {
    let licence = found(&staff, &id).await?;
    let (frame, confirm) = question(&staff.visit, &licence, (What::of(&what)?, &Typed::default()));
    asked(frame, confirm)
}

async fn change(
    staff: Staff,
    Path((id, what)): Path<(String, String)>,
    Posted(typed): Posted<Typed>,
) -> Answer {
    let (licence, what) = (found(&staff, &id).await?, What::of(&what)?);
    let (frame, confirm) = question(&staff.visit, &licence, (what, &typed));
    if let Err(confirm) = confirm.clone().check(&typed.confirm, &frame) {
        return asked_again(frame, *confirm);
    }
    match done(&staff, &licence, (what, &typed)).await {
        Ok(()) => Ok(see_told(&format!("/staff/licences/{}", licence.id), what.flash())),
        Err(fault) if fault.kind == Kind::Invalid => {
            let sentence = staff.visit.sentence(&fault);
            asked_again(frame, confirm.refuse(fault.field.unwrap_or_default(), sentence))
        }
        Err(fault) => Err(fault),
    }
}

async fn done(staff: &Staff, licence: &Licence, (what, typed): (What, &Typed)) -> Result<(), Fault> {
    let (app, by, reason) = (&staff.visit.app, &staff.session.actor(), typed.reason.as_str());
    match what {
        What::Revoke => revoke(app, by, &licence.id, reason).await?,
        What::Restore => restore(app, by, &licence.id, reason).await?,
        What::Offline => {
            let declaration = Declaration { machine: None, reason: reason.to_string() };
            declare_offline(app, by, For::Staff, (&licence.id, &declaration)).await?
        }
        What::Owner => {
            let customer = customer_of(app, &typed.customer).await?;
            hand_over(app, by, &licence.id, (&customer, reason)).await?
        }
    };
    Ok(())
}
