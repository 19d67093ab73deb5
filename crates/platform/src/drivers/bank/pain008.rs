//! A file of debits for the bank: ISO 20022 pain.008 of the SEPA Core scheme (EPC130-08), written by the crate `sepa`
//! in the scheme's own letters. Nothing here knows where the debits come from.

use jiff::civil::Date;
use sepa::pain008::{DirectDebitSchema, MandateAmendment};
use sepa::{
    Bic, CreditorId, DirectDebitEntry, DirectDebitGroup, Iban, IsoDate, IsoDateTime, Pain008Builder,
    PostalAddress, SequenceType,
};

/// Who collects.
#[derive(Debug, Clone)]
pub struct Creditor {
    pub name: String,
    pub id: CreditorId,
    pub iban: Iban,
    pub bic: Option<Bic>,
}

/// A file: its own id of at most 35 letters, and what is collected on one day.
#[derive(Debug, Clone)]
pub struct Message<'a> {
    pub id: &'a str,
    pub creditor: &'a Creditor,
    pub schema: DirectDebitSchema,
    /// One booking on the statement for all of a group.
    pub batch_booking: Booking,
    pub collect_on: Date,
    /// UTC.
    pub made_at_ms: i64,
    pub collections: Vec<Collection>,
}

/// How the bank books a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Booking {
    /// As one amount.
    Together,
    /// Each debit by itself.
    Each,
}

/// One debit in it.
#[derive(Debug, Clone)]
pub struct Collection {
    pub end_to_end_id: String,
    pub sequence: SequenceType,
    pub amount_minor: i64,
    pub mandate: String,
    pub signed_on: Date,
    pub holder: String,
    pub iban: Iban,
    pub bic: Option<Bic>,
    /// Town and country of the holder, which some banks want for accounts outside of the EEA.
    pub address: Option<(String, String)>,
    /// What the holder reads on the statement; at most 140 letters.
    pub words: String,
    /// The account of the collection before, if it was another.
    pub moved_from: Option<Iban>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the bank's file cannot be written: {0}")]
pub struct CannotWrite(String);

fn failed(error: impl std::fmt::Display) -> CannotWrite {
    CannotWrite(error.to_string())
}

/// What the groups of one message are called: its id and the sequence type.
pub fn group_id(message: &str, sequence: SequenceType) -> String {
    format!("{message}-{}", sequence.as_code())
}

/// The file's text.
///
/// # Errors
/// Something breaks a rule of the scheme; it says which debit and which rule.
pub fn write(message: &Message<'_>) -> Result<String, CannotWrite> {
    let creditor = message.creditor;
    let made = IsoDate::from_epoch_days(message.made_at_ms.div_euclid(86_400_000)).map_err(failed)?;
    let seconds = message.made_at_ms.rem_euclid(86_400_000) / 1_000;
    let part = |value: i64| u8::try_from(value).expect("parts of a day are small");
    let at = IsoDateTime::new(made, part(seconds / 3_600), part(seconds / 60 % 60), part(seconds % 60));
    let mut file = Pain008Builder::new(creditor.name.as_str(), message.id)
        .created_at(at.map_err(failed)?.in_utc())
        .schema(message.schema);
    for sequence in [SequenceType::Frst, SequenceType::Rcur] {
        let entries = message.collections.iter().filter(|collection| collection.sequence == sequence);
        let entries = entries.map(entry).collect::<Result<Vec<_>, _>>()?;
        if entries.is_empty() {
            continue;
        }
        let on = iso(message.collect_on)?;
        let mut group = DirectDebitGroup::new(creditor.name.as_str(), &creditor.iban, &creditor.id, on)
            .payment_info_id(group_id(message.id, sequence))
            .sequence_type(sequence)
            .batch_booking(message.batch_booking == Booking::Together)
            .add_entries(entries);
        if let Some(bic) = &creditor.bic {
            group = group.creditor_bic(bic.clone());
        }
        file = file.add_group(group);
    }
    file.build().map_err(failed)
}

fn entry(collection: &Collection) -> Result<DirectDebitEntry, CannotWrite> {
    let mut entry = DirectDebitEntry::new(
        collection.mandate.as_str(),
        iso(collection.signed_on)?,
        collection.holder.as_str(),
        collection.iban.clone(),
        collection.amount_minor,
        collection.end_to_end_id.as_str(),
    )
    .with_description(collection.words.as_str());
    if let Some(bic) = &collection.bic {
        entry = entry.with_bic(bic.clone());
    }
    if let Some((town, country)) = &collection.address {
        entry =
            entry.with_debtor_address(PostalAddress::new(town.as_str(), country.as_str()).map_err(failed)?);
    }
    if let Some(before) = &collection.moved_from {
        entry = entry.with_amendment(match same_bank(before, &collection.iban) {
            true => MandateAmendment::debtor_iban_changed(before.clone()),
            false => MandateAmendment::debtor_account_changed(),
        });
    }
    Ok(entry)
}

/// The scheme wants the old account's number within one bank, and only the mark SMNDA where the bank changed too. Dutch
/// numbers name their bank; of others it is not known.
fn same_bank(before: &Iban, now: &Iban) -> bool {
    let bank = |iban: &Iban| (iban.country_code() == "NL").then(|| iban.bban()[..4].to_string());
    bank(before).is_some() && bank(before) == bank(now)
}

fn iso(day: Date) -> Result<IsoDate, CannotWrite> {
    let small = |number: i8| number.unsigned_abs();
    IsoDate::new(day.year().unsigned_abs(), small(day.month()), small(day.day())).map_err(failed)
}
