//! Debits and mandates as people read them, on the customer's pages and the staff's.

use super::bookings::reason_words;
use super::model::{Debit, Mandate};
use super::store::debits::Row;
use crate::web::Visit;
use hostler_kit::time::instant;
use hostler_kit::ui::{Badge, Tone};
use jiff::civil::Date;

/// A line of a table of debits.
pub struct DebitShown {
    pub number: String,
    pub href: String,
    pub who: String,
    pub day: String,
    pub amount: String,
    pub state: Badge,
    pub why: String,
}

/// `base` is `/invoices` or `/staff/invoices`.
pub fn debit(visit: &Visit, debit: &Debit, base: &str) -> DebitShown {
    let (tone, key) = match debit.state.as_str() {
        "planned" => (Tone::Quiet, "debit-planned"),
        "sent" => (Tone::Busy, "debit-sent"),
        "booked" => (Tone::Good, "debit-booked"),
        "returned" => (Tone::Bad, "debit-returned"),
        _ => (Tone::Quiet, "debit-cancelled"),
    };
    let why = match (debit.state.as_str(), debit.reason.as_str()) {
        ("cancelled", "paid") => visit.words.t("debit-cancelled-paid"),
        ("cancelled", _) => visit.words.t("debit-cancelled-mandate-ended"),
        ("returned", code) => reason_words(&visit.words, code),
        _ => String::new(),
    };
    DebitShown {
        number: debit.invoice_number.clone(),
        href: format!("{base}/{}", debit.invoice_id),
        who: debit.customer_name.clone(),
        day: date(visit, &debit.collect_on),
        amount: visit.words.money(debit.amount_minor.unwrap_or(debit.announced_minor), &debit.currency),
        state: Badge::new(tone, visit.words.t(key)),
        why,
    }
}

/// The same for staff: what is at the bank and should not be says so.
pub fn row(visit: &Visit, row: &Row) -> DebitShown {
    let shown = debit(visit, &row.debit, "/staff/invoices");
    let recall = match (row.debit.state.as_str(), row.mandate_ended_at_ms) {
        ("sent", Some(_)) => "debit-recall-mandate",
        ("sent", None) if row.open_minor < row.debit.amount_minor.unwrap_or(0) => "debit-recall-paid",
        _ => return shown,
    };
    let state = Badge::new(Tone::Warn, visit.words.t("debit-to-recall"));
    DebitShown { state, why: visit.words.t(recall), ..shown }
}

/// A mandate in a table.
pub struct MandateShown {
    pub reference: String,
    pub href: String,
    pub holder: String,
    pub iban: String,
    pub signed: String,
    pub used: String,
    pub state: Badge,
}

pub fn mandate(visit: &Visit, mandate: &Mandate) -> MandateShown {
    let used = mandate.last_used.as_deref().map(|day| date(visit, day));
    MandateShown {
        reference: mandate.reference.clone(),
        href: format!("/staff/debits/mandates/{}", mandate.id),
        holder: mandate.holder.clone(),
        iban: mandate.iban_shown.clone(),
        signed: date(visit, &mandate.signed_on),
        used: used.unwrap_or_else(|| visit.words.t("mandate-never-used")),
        state: state(visit, mandate),
    }
}

pub fn state(visit: &Visit, mandate: &Mandate) -> Badge {
    let (tone, key) = match mandate.ended_why.as_deref() {
        None => (Tone::Good, "mandate-active"),
        Some("withdrawn") => (Tone::Quiet, "mandate-withdrawn"),
        Some("lapsed") => (Tone::Quiet, "mandate-lapsed"),
        Some(_) => (Tone::Warn, "mandate-ended-by-bank"),
    };
    Badge::new(tone, visit.words.t(key))
}

/// A day as it is kept, in the reader's words.
pub fn date(visit: &Visit, day: &str) -> String {
    day.parse::<Date>().map_or(day.into(), |day| visit.words.date(day))
}

pub fn at(visit: &Visit, at_ms: i64) -> String {
    visit.words.instant(instant(at_ms), visit.app.zone())
}
