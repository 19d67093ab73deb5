//! Pure decisions: what may be signed, when a debit is collected, and what is refused.

use super::model::Signing;
use crate::accounts::Customer;
use crate::catalogue::DebitTerms;
use crate::drivers::bank::target;
use hostler_kit::http::{Args, Kind, Refuse};
use hostler_kit::id::Id;
use jiff::ToSpan;
use jiff::civil::Date;
use sepa::{Bic, Iban};

/// A file may be made so many open days before its last sending day.
pub const AHEAD_DAYS: i64 = 5;
/// A mandate that nothing was collected by for so many months is over (SEPA Core, 4.1).
pub const LAPSES_AFTER_MONTHS: i32 = 36;
const LONGEST_HOLDER: usize = 70;
/// SEPA countries outside of the EEA: their banks are found by BIC.
const NOT_EEA: [&str; 12] = ["AD", "AL", "CH", "GB", "MC", "MD", "ME", "MK", "RS", "SM", "VA", "GI"];

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DebitRefused {
    #[error("the provider does not collect by direct debit")]
    Off,
    #[error("this is no IBAN")]
    BadIban,
    #[error("this country is not in SEPA")]
    NotSepa { country: String },
    #[error("this country's banks need a BIC")]
    BicNeeded { country: String },
    #[error("this is no BIC, or one of another country")]
    BadBic,
    #[error("the account's holder is missing, too long, or not in letters that banks know")]
    BadHolder,
    #[error("it was not signed")]
    NotSigned,
    #[error("the text that was signed is not the one that is in force")]
    TextChanged,
    #[error("the mandate is for this account already")]
    SameAccount,
    #[error("there is no mandate")]
    NoMandate,
    #[error("there is nothing to be sent")]
    NothingDue,
    #[error("the bank's file cannot be written")]
    FileRefused { problem: String },
    #[error("the bank's answer cannot be read")]
    AnswerUnreadable { problem: String },
    #[error("the answer is about a file that was not made here")]
    AnswerNotOurs { message: String },
}

impl Refuse for DebitRefused {
    fn kind(&self) -> Kind {
        match self {
            DebitRefused::Off
            | DebitRefused::TextChanged
            | DebitRefused::NoMandate
            | DebitRefused::NothingDue
            | DebitRefused::FileRefused { .. } => Kind::Conflict,
            _ => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            DebitRefused::Off => "debit-off",
            DebitRefused::BadIban => "iban-malformed",
            DebitRefused::NotSepa { .. } => "iban-not-sepa",
            DebitRefused::BicNeeded { .. } => "bic-needed",
            DebitRefused::BadBic => "bic-malformed",
            DebitRefused::BadHolder => "holder-malformed",
            DebitRefused::NotSigned => "mandate-not-signed",
            DebitRefused::TextChanged => "mandate-text-changed",
            DebitRefused::SameAccount => "mandate-same-account",
            DebitRefused::NoMandate => "mandate-none",
            DebitRefused::NothingDue => "debits-nothing-due",
            DebitRefused::FileRefused { .. } => "debits-file-refused",
            DebitRefused::AnswerUnreadable { .. } => "answer-unreadable",
            DebitRefused::AnswerNotOurs { .. } => "answer-not-ours",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            DebitRefused::BadIban | DebitRefused::NotSepa { .. } | DebitRefused::SameAccount => Some("iban"),
            DebitRefused::BicNeeded { .. } | DebitRefused::BadBic => Some("bic"),
            DebitRefused::BadHolder => Some("holder"),
            DebitRefused::NotSigned => Some("agreed"),
            DebitRefused::AnswerUnreadable { .. } | DebitRefused::AnswerNotOurs { .. } => Some("file"),
            _ => None,
        }
    }

    fn args(&self) -> Args {
        match self {
            DebitRefused::NotSepa { country } | DebitRefused::BicNeeded { country } => {
                Args::from([("country", country.clone())])
            }
            DebitRefused::FileRefused { problem } | DebitRefused::AnswerUnreadable { problem } => {
                Args::from([("problem", problem.clone())])
            }
            DebitRefused::AnswerNotOurs { message } => Args::from([("message", message.clone())]),
            _ => Args::new(),
        }
    }
}

/// What was typed, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    pub holder: String,
    pub iban: Iban,
    pub bic: Option<Bic>,
}

/// Everything that is wrong with what somebody wants to sign.
pub fn check(signing: &Signing) -> Result<Checked, Vec<DebitRefused>> {
    let (holder, account) = (holder(&signing.holder), account(&signing.iban));
    let country = account.as_ref().ok().map(|iban| iban.country_code().to_string());
    let bic = bic(&signing.bic, country.as_deref());
    let signed = if signing.agreed == "yes" { Ok(()) } else { Err(DebitRefused::NotSigned) };
    match (holder, account, bic, signed) {
        (Ok(holder), Ok(iban), Ok(bic), Ok(())) => Ok(Checked { holder, iban, bic }),
        (holder, account, bic, signed) => {
            Err([holder.err(), account.err(), bic.err(), signed.err()].into_iter().flatten().collect())
        }
    }
}

/// An account that can be debited.
pub fn account(text: &str) -> Result<Iban, DebitRefused> {
    let iban = sepa::validate_iban(text).map_err(|_| DebitRefused::BadIban)?;
    let country = iban.country_code().to_string();
    if iban.is_sepa() { Ok(iban) } else { Err(DebitRefused::NotSepa { country }) }
}

fn bic(text: &str, country: Option<&str>) -> Result<Option<Bic>, DebitRefused> {
    let needed = country.filter(|country| NOT_EEA.contains(country));
    if text.trim().is_empty() {
        return match needed {
            Some(country) => Err(DebitRefused::BicNeeded { country: country.into() }),
            None => Ok(None),
        };
    }
    let bic = sepa::validate_bic(text).map_err(|_| DebitRefused::BadBic)?;
    // Only banks of few countries give out account numbers of another.
    let fits = needed.is_none_or(|country| bic.country_code() == country);
    // The older message knows letters only.
    if fits && bic.fits(sepa::BicPattern::LettersOnly) { Ok(Some(bic)) } else { Err(DebitRefused::BadBic) }
}

/// Whether a country's banks are in SEPA but not in the EEA.
pub fn is_outside_eea(country: &str) -> bool {
    NOT_EEA.contains(&country)
}

/// The holder in the letters that travel between banks.
fn holder(text: &str) -> Result<String, DebitRefused> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let sent = sepa::transliterate(&name, sepa::Transliteration::Epc);
    let readable = sent.chars().any(|letter| letter.is_ascii_alphanumeric());
    match readable && name.chars().count() <= LONGEST_HOLDER && sent.chars().count() <= LONGEST_HOLDER {
        true => Ok(name),
        false => Err(DebitRefused::BadHolder),
    }
}

/// An account number whose middle is hidden: `NL91 •••• 4300`.
pub fn shown(iban: &Iban) -> String {
    let text = iban.as_str();
    format!("{} •••• {}", &text[..4], &text[text.len() - 4..])
}

/// The reference of a customer's `number`th mandate: letters and digits that every bank takes.
pub fn reference(customer: &Id<Customer>, number: i64) -> String {
    let id = customer.as_str();
    format!("M-{}-{number}", id[id.len() - 12..].to_uppercase())
}

/// The day on which an invoice is collected: when it is due, announced long enough before, and banks are open.
pub fn collect_on(date: Date, due: Date, terms: &DebitTerms) -> Date {
    let announced = date.saturating_add(terms.pre_notification_days.days());
    target::on_or_after(due.max(announced))
}

/// The last day on which a file for this collection can be sent.
pub fn send_until(collect_on: Date, terms: &DebitTerms) -> Date {
    target::before(collect_on, terms.cut_off_days)
}

/// Whether the file of a collection has to be sent on the next open day at the latest.
pub fn is_pressing(collect_on: Date, today: Date, terms: &DebitTerms) -> bool {
    send_until(collect_on, terms) <= target::after(today, 1)
}

/// Collections of up to this day are put into files today.
pub fn due_until(today: Date, terms: &DebitTerms) -> Date {
    target::after(today, terms.cut_off_days + AHEAD_DAYS)
}

/// The day on which the bank can still collect: the planned one, or the next for which there is time.
pub fn in_time(planned: Date, today: Date, terms: &DebitTerms) -> Date {
    planned.max(target::after(today, terms.cut_off_days))
}

/// Whether nothing was collected by a mandate for too long.
pub fn has_lapsed(last: Date, today: Date) -> bool {
    last.saturating_add(LAPSES_AFTER_MONTHS.months()) < today
}
