//! A document in the words of its customer's language, as the template takes it.

use crate::app::App;
use crate::billing::debits;
use crate::billing::invoices::{Document, DocumentKind, Mentioned, Party};
use crate::billing::invoices::{Shown, Voice};
use hostler_kit::ui::{Lang, Words};
use serde::Serialize;

#[derive(Serialize)]
struct Sheet<'a> {
    lang: &'a str,
    title: String,
    number: &'a str,
    provider: Address<'a>,
    customer: Address<'a>,
    facts: Vec<(String, String)>,
    heads: [String; 4],
    lines: Vec<Line>,
    sums: Vec<(String, String)>,
    total: (String, String),
    pay: String,
    payment: Vec<(String, String)>,
    why_title: String,
    why_lead: String,
    footer: Vec<String>,
    page: String,
}

#[derive(Serialize)]
struct Address<'a> {
    name: &'a str,
    rest: Vec<String>,
}

#[derive(Serialize)]
struct Line {
    what: String,
    place: String,
    quantity: String,
    price: String,
    amount: String,
    sentence: String,
    facts: Vec<(String, String)>,
    accounts_title: String,
    accounts: Vec<String>,
    storage_title: String,
    storage: Vec<(String, String, String)>,
}

/// JSON for the template.
pub fn of(app: &App, document: &Document) -> String {
    let lang = Lang::parse(&document.language).unwrap_or(Lang::En);
    let words = app.languages.of(lang);
    let voice = Voice { words: &words, zone: app.zone(), currency: &document.currency };
    let t = |key: &str| words.t(key);
    let total = words.money(document.totals.total_minor, &document.currency);
    let is_credit = document.kind == DocumentKind::CreditNote || document.totals.total_minor < 0;
    let sheet = Sheet {
        lang: lang.code(),
        title: t(if is_credit { "paper-credit" } else { "paper-invoice" }),
        number: &document.number,
        provider: address(&document.provider, (&document.customer, &words)),
        customer: address(&document.customer, (&document.provider, &words)),
        facts: facts(document, &words),
        heads: ["what", "quantity", "price", "amount"].map(|column| t(&format!("invoice-col-{column}"))),
        lines: voice.lines(&document.items).into_iter().map(|shown| line(shown, &words)).collect(),
        sums: voice.sums(&document.totals).into_iter().map(|sum| (sum.label, sum.amount)).collect(),
        pay: pay(document, &words, &total),
        total: (t("invoice-total"), total),
        payment: payment(document, &words),
        why_title: t("invoice-why"),
        why_lead: t("paper-why-lead"),
        footer: footer(document, &words),
        page: t("paper-page"),
    };
    serde_json::to_string(&sheet).expect("plain strings")
}

/// What the customer has to do.
fn pay(document: &Document, words: &Words, total: &str) -> String {
    if document.kind == DocumentKind::CreditNote || document.totals.total_minor < 0 {
        return words.t("paper-refund");
    }
    if document.totals.total_minor == 0 {
        return words.t("paper-nothing-to-pay");
    }
    let due = [("total", total.into()), ("due", words.date(document.due).into())];
    debits::announced(words, document).unwrap_or_else(|| words.tr("paper-pay", &due))
}

/// Its country stands there where the other one is in another.
fn address<'a>(party: &'a Party, (other, words): (&Party, &Words)) -> Address<'a> {
    let town = format!("{}  {}", party.postcode, party.city);
    let vat = match party.vat_number.is_empty() {
        true => String::new(),
        false => words.with("paper-vat-number", "number", party.vat_number.as_str()),
    };
    let country = match party.country == other.country {
        true => String::new(),
        false => words.with("country-name", "code", party.country.as_str()),
    };
    let rest = [party.street.clone(), town.trim().to_string(), country, vat];
    Address { name: &party.name, rest: rest.into_iter().filter(|line| !line.is_empty()).collect() }
}

fn facts(document: &Document, words: &Words) -> Vec<(String, String)> {
    let t = |key: &str| words.t(key);
    let month = document.month;
    let period = format!("{} – {}", words.date(month.first_day()), words.date(month.last_day()));
    let bills_month = document.kind == DocumentKind::Month
        || (document.kind == DocumentKind::CreditNote && document.credits.is_none());
    let named = |named: &Option<Mentioned>| {
        named.as_ref().map_or_else(String::new, |of| format!("{}, {}", of.number, words.date(of.date)))
    };
    let rows = [
        (t("invoice-number"), document.number.clone()),
        (t("invoice-date"), words.date(document.date)),
        (t("paper-period"), if bills_month { period } else { String::new() }),
        (
            t("invoice-due"),
            if document.kind == DocumentKind::CreditNote { String::new() } else { words.date(document.due) },
        ),
        (t("invoice-buyer-reference"), document.buyer_reference.clone()),
        (t("invoice-credits"), named(&document.credits)),
        (t("invoice-replaces"), named(&document.replaces)),
        (t("invoice-credit-reason"), document.reason.clone()),
    ];
    rows.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn payment(document: &Document, words: &Words) -> Vec<(String, String)> {
    let (payment, t) = (&document.payment, |key: &str| words.t(key));
    let grouped = |text: &str| {
        let letters: Vec<char> = text.chars().collect();
        letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    };
    let rows = [
        (t("invoice-iban"), grouped(&payment.iban)),
        (t("paper-bic"), payment.bic.clone()),
        (t("paper-in-name-of"), document.provider.name.clone()),
        (t("invoice-reference"), grouped(&document.reference)),
    ];
    rows.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn footer(document: &Document, words: &Words) -> Vec<String> {
    let payment = &document.payment;
    let register = match payment.register_number.is_empty() {
        true => String::new(),
        false => words.with("paper-register", "number", payment.register_number.as_str()),
    };
    let parts = [document.provider.name.clone(), payment.email.clone(), register];
    parts.into_iter().filter(|part| !part.is_empty()).collect()
}

fn line(shown: Shown, words: &Words) -> Line {
    Line {
        what: shown.what,
        place: shown.place,
        quantity: shown.quantity,
        price: shown.unit_price,
        amount: shown.amount,
        sentence: shown.why.sentence,
        facts: shown.why.facts,
        accounts_title: shown.why.accounts_title,
        accounts: shown.why.accounts,
        storage_title: words.t("invoice-storage-days"),
        storage: shown.why.storage,
    }
}
