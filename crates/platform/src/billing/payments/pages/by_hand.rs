//! The forms by which staff say what a payment was for: invoices with their amounts, a customer's credit, or an account
//! of the ledger for what is about no customer.

use super::super::model::{Part, Payment};
use super::super::refused::PaymentRefused;
use super::super::store;
use super::show::shown;
use crate::accounts::{self, Customer};
use crate::app::App;
use crate::drivers::bank;
use crate::web::{Answer, Posted, Staff, Visit, refused, see_told};
use axum::Router;
use axum::extract::Path;
use axum::routing::post;
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::ui::{Choice, Field, Form};
use serde::Deserialize;
use std::sync::Arc;

/// Most invoices that one payment is split over by hand.
const MOST_LINES: usize = 100;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/staff/payments/{id}/invoices", post(to_invoices))
        .route("/staff/payments/{id}/credit", post(to_credit))
        .route("/staff/payments/{id}/account", post(to_account))
}

/// The forms of one payment.
pub(super) struct Forms {
    invoices: Form,
    credit: Form,
    account: Form,
}

impl Forms {
    pub(super) fn of(visit: &Visit, id: &Id<Payment>) -> Forms {
        let t = |key: &str| visit.words.t(key);
        let action = |what: &str| format!("/staff/payments/{id}/{what}");
        let accounts = [
            ("bank-charges", "payment-account-charges"),
            ("other:interest", "payment-account-interest"),
            ("other:transfer", "payment-account-transfer"),
            ("other:various", "payment-account-various"),
        ];
        let accounts = accounts.map(|(value, key)| Choice::new(value, t(key)));
        let lines = Field::area("invoice", t("payment-invoices")).hint(t("payment-invoices-hint"));
        let customer = Field::text("customer", t("payment-customer")).hint(t("payment-customer-hint"));
        Forms {
            invoices: Form::new(action("invoices"), t("payment-settle")).field(lines),
            credit: Form::new(action("credit"), t("payment-give-credit")).field(customer),
            account: Form::new(action("account"), t("payment-book"))
                .field(Field::select("account", t("payment-ledger-account"), accounts.into()))
                .field(Field::text("words", t("payment-note")).hint(t("payment-note-hint"))),
        }
    }

    /// Their titles; credit is given for what came only.
    pub(super) fn shown(self, visit: &Visit, open_minor: i64) -> Vec<(String, Form)> {
        let t = |key: &str| visit.words.t(key);
        let came = [(t("payment-to-invoices"), self.invoices), (t("payment-to-credit"), self.credit)];
        let came = came.into_iter().filter(|_| open_minor > 0);
        came.chain([(t("payment-to-account"), self.account)]).collect()
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Typed {
    invoice: String,
    customer: String,
    account: String,
    words: String,
}

async fn to_invoices(staff: Staff, Path(id): Path<Id<Payment>>, Posted(typed): Posted<Typed>) -> Answer {
    let settled = async {
        open(&staff, &id).await?;
        settle(&staff, &id, parts(&typed.invoice)?).await
    };
    let again = |visit: &Visit, fault: &Fault| {
        let forms = Forms::of(visit, &id);
        let form = forms.invoices.fill("invoice", &typed.invoice).refuse("invoice", visit.sentence(fault));
        Forms { invoices: form, ..Forms::of(visit, &id) }
    };
    answer(&staff, &id, settled.await, again).await
}

async fn to_credit(staff: Staff, Path(id): Path<Id<Payment>>, Posted(typed): Posted<Typed>) -> Answer {
    let settled = async {
        let payment = open(&staff, &id).await?;
        let customer = customer(&staff.visit.app, typed.customer.trim()).await?;
        settle(&staff, &id, vec![Part::Credit { customer, amount_minor: payment.open_minor }]).await
    };
    let again = |visit: &Visit, fault: &Fault| {
        let forms = Forms::of(visit, &id);
        let form = forms.credit.fill("customer", &typed.customer).refuse("customer", visit.sentence(fault));
        Forms { credit: form, ..Forms::of(visit, &id) }
    };
    answer(&staff, &id, settled.await, again).await
}

async fn to_account(staff: Staff, Path(id): Path<Id<Payment>>, Posted(typed): Posted<Typed>) -> Answer {
    let settled = async {
        let payment = open(&staff, &id).await?;
        let (account, words) = (typed.account.clone(), typed.words.clone());
        let part = Part::Account { account, words, amount_minor: payment.open_minor };
        settle(&staff, &id, vec![part]).await
    };
    let again = |visit: &Visit, fault: &Fault| {
        let form = Forms::of(visit, &id).account.fill("words", &typed.words).fill("account", &typed.account);
        let form = form.refuse(fault.field.unwrap_or_default(), visit.sentence(fault));
        Forms { account: form, ..Forms::of(visit, &id) }
    };
    answer(&staff, &id, settled.await, again).await
}

async fn open(staff: &Staff, id: &Id<Payment>) -> Result<Payment, Fault> {
    store::payments::find(&staff.visit.app.db, id).await?.ok_or_else(Fault::missing)
}

async fn settle(staff: &Staff, id: &Id<Payment>, parts: Vec<Part>) -> Result<(), Fault> {
    super::super::settle_by_hand(&staff.visit.app, &staff.session.actor(), id, parts).await?;
    Ok(())
}

async fn answer(
    staff: &Staff,
    id: &Id<Payment>,
    settled: Result<(), Fault>,
    again: impl FnOnce(&Visit, &Fault) -> Forms,
) -> Answer {
    match settled {
        Ok(()) => Ok(see_told(&format!("/staff/payments/{id}"), "flash-payment-settled")),
        Err(fault) if matches!(fault.kind, Kind::Invalid | Kind::Conflict) => {
            refused(&shown(&staff.visit, id, again(&staff.visit, &fault)).await?)
        }
        Err(fault) => Err(fault),
    }
}

/// An invoice's number on each line, and an amount after it where only so much is meant.
fn parts(text: &str) -> Result<Vec<Part>, Fault> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(MOST_LINES);
    let part = |line: &str| {
        let (number, amount) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let amount_minor = if amount.trim().is_empty() { 0 } else { amount_of(amount)? };
        Ok(Part::Invoice { invoice: number.into(), amount_minor })
    };
    lines.map(part).collect()
}

/// `59.90` or `59,90`.
pub(super) fn amount_of(text: &str) -> Result<i64, PaymentRefused> {
    let plain = text.trim().trim_start_matches(['€', ' ']);
    let minor = bank::minor(plain, '.').or_else(|| bank::minor(plain, ','));
    minor.ok_or_else(|| PaymentRefused::NoAmount { amount: text.chars().take(40).collect() })
}

/// A customer by id, by the number of one of its invoices, or by a name that only one has.
pub(super) async fn customer(app: &App, named: &str) -> Result<Id<Customer>, Fault> {
    if let Ok(id) = named.parse::<Id<Customer>>() {
        return Ok(id);
    }
    let mut connection = app.db.read().acquire().await?;
    if let Some(invoice) = store::hints::invoice(&mut connection, named).await? {
        return Ok(invoice.customer_id);
    }
    drop(connection);
    let found = accounts::customers(&app.db, named, 2, 0).await?;
    match found.as_slice() {
        [one] if !named.is_empty() => Ok(one.id.clone()),
        _ => Err(Fault::new(Kind::Invalid, "payment-no-customer")),
    }
}
