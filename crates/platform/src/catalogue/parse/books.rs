//! The chart of accounts and the schedule of reminders.

use super::text::{filled, number};
use super::{Problem, Problems, shaped};
use crate::catalogue::STANDARD;
use crate::catalogue::books::{Chart, ChartAccount, CopyTo, ReminderLetter, ReminderStep};
use serde::Deserialize;
use std::collections::BTreeSet;
use toml::Spanned;
use toml::de::DeValue;

/// What every chart has: what the ledger posts to.
const NEEDED: [&str; 11] = [
    "result",
    "opening",
    "bank",
    "debtors",
    "vat",
    "customer-credit",
    "suspense",
    "bank-charges",
    "bad-debts",
    "revenue",
    "other",
];

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawLedger {
    account: Spanned<Vec<RawAccount>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawAccount {
    account: Spanned<String>,
    number: Spanned<String>,
    name: Spanned<String>,
    #[serde(default)]
    rgs: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawReminder {
    days: Spanned<i64>,
    name: Spanned<String>,
    letter: Spanned<String>,
    suspension_after_days: Option<Spanned<i64>>,
    #[serde(default)]
    copy_to_staff: bool,
}

/// The chart of a catalogue that has none is the one of the built-in offer.
pub fn chart(section: Option<Spanned<DeValue<'_>>>, problems: &mut Problems) -> Option<Chart> {
    let Some(section) = section else { return standard() };
    let raw = problems.good(shaped::<RawLedger>(section))?.into_inner();
    let before = problems.number();
    let (at, mut chart) = (raw.account.span(), Chart { accounts: Vec::new() });
    let (mut accounts, mut numbers) = (BTreeSet::new(), BTreeSet::new());
    for line in raw.account.into_inner() {
        let spans = (line.account.span(), line.number.span());
        let Some(line) = problems.good(account(line)) else { continue };
        if !accounts.insert(line.account.clone()) {
            let problem = format!("the account `{}` stands there twice", line.account);
            problems.add(Problem::new(spans.0, problem, "keep one of them"));
        }
        if !numbers.insert(line.number.clone()) {
            let problem = format!("two accounts have the number {}", line.number);
            problems.add(Problem::new(spans.1, problem, "give each a number of its own"));
        }
        chart.accounts.push(line);
    }
    // What is missing can be told where every line was read.
    if problems.number() > before {
        return Some(chart);
    }
    for missing in NEEDED.iter().filter(|needed| !accounts.contains(**needed)) {
        let problem = format!("the chart has no account `{missing}`");
        problems.add(Problem::new(at.clone(), problem, "add a [[ledger.account]] for it"));
    }
    Some(chart)
}

fn standard() -> Option<Chart> {
    #[derive(Deserialize)]
    struct Offer {
        ledger: RawLedger,
    }
    let offer: Offer = toml::from_str(STANDARD).expect("the built-in offer is checked by a test");
    let lines = offer.ledger.account.into_inner().into_iter();
    lines.map(|line| account(line).ok()).collect::<Option<Vec<_>>>().map(|accounts| Chart { accounts })
}

fn account(raw: RawAccount) -> Result<ChartAccount, Problem> {
    let known = is_account(raw.account.get_ref());
    if !known {
        let problem = format!("`{}` is no account of the ledger", raw.account.get_ref());
        let remedy = format!("write {}, revenue:PRODUCT, other:NAME or vat:COUNTRY:RATE", NEEDED.join(", "));
        return Err(Problem::new(raw.account.span(), problem, remedy));
    }
    let at = raw.number.span();
    let number = filled(raw.number, "the account's number")?;
    if number.len() > 35 || !number.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.') {
        let problem = format!("`{number}` is no number of an account");
        return Err(Problem::new(at, problem, "use digits, letters and points, at most 35"));
    }
    let name = filled(raw.name, "the account's name")?;
    Ok(ChartAccount { account: raw.account.into_inner(), number, name, rgs: raw.rgs })
}

/// `debtors`, `revenue:connect`, `vat:NL`, `vat:NL:2100`.
fn is_account(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    match parts.as_slice() {
        [plain] => NEEDED.contains(plain),
        ["revenue" | "other", name] => !name.is_empty(),
        ["vat", country] => is_country(country),
        ["vat", country, rate] => is_country(country) && rate.parse::<u32>().is_ok(),
        _ => false,
    }
}

fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// In the order of their days.
pub fn reminders(sections: Vec<Spanned<DeValue<'_>>>, problems: &mut Problems) -> Vec<ReminderStep> {
    let mut steps: Vec<ReminderStep> = Vec::new();
    for section in sections {
        let Some(raw) = problems.good(shaped::<RawReminder>(section)) else { continue };
        let raw = raw.into_inner();
        let at = raw.days.span();
        let Some(step) = problems.good(step(raw)) else { continue };
        if steps.iter().any(|other| other.days == step.days) {
            let problem = format!("two reminders are sent {} days after the due date", step.days);
            problems.add(Problem::new(at, problem, "keep one of them"));
        }
        steps.push(step);
    }
    steps.sort_by_key(|step| step.days);
    steps
}

fn step(raw: RawReminder) -> Result<ReminderStep, Problem> {
    let days = number(&raw.days, 1..=365, "days after the due date")?;
    let name = filled(raw.name, "the reminder's name")?;
    let letter = match (raw.letter.get_ref().as_str(), raw.suspension_after_days) {
        ("friendly", None) => ReminderLetter::Friendly,
        ("firm", None) => ReminderLetter::Firm,
        ("notice", Some(days)) => ReminderLetter::Notice {
            suspension_after_days: number(&days, 1..=365, "days until a suspension")?,
        },
        ("notice", None) => {
            let problem = "a notice of suspension needs the days until it";
            return Err(Problem::new(raw.letter.span(), problem, "add suspension-after-days"));
        }
        ("friendly" | "firm", Some(days)) => {
            let problem = "only a letter `notice` gives notice of a suspension";
            return Err(Problem::new(days.span(), problem, "leave suspension-after-days out"));
        }
        (other, _) => {
            let problem = format!("there is no letter `{other}`");
            return Err(Problem::new(raw.letter.span(), problem, "write friendly, firm or notice"));
        }
    };
    let copy = if raw.copy_to_staff { CopyTo::Staff } else { CopyTo::Nobody };
    Ok(ReminderStep { days, name, letter, copy })
}
