//! The bank's answer to a file of debits: ISO 20022 pain.002. Only what it refuses is read; that a file or a debit was
//! accepted says nothing yet, for money is booked on a statement.
//!
//! Such a file comes from outside: it is text of at most 32 MiB without a document type, read within limits.

use sepa::pain002::{OriginalMessageType, PaymentStatus, ReasonCode, TransactionStatus, parse_pain002};

/// What an answer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Its own id.
    pub id: String,
    /// Of the file that it answers.
    pub about: String,
    pub refused: Vec<Refused>,
}

/// What the bank will not collect, and why: a reason code of the scheme, `MS03` where it gives none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub what: What,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// All of the file.
    Message,
    /// All of a group, by its id.
    Group(String),
    /// By end-to-end id.
    Debit(String),
    /// Without an id: somebody has to look.
    Nameless,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotRead {
    #[error("it is not text in UTF-8")]
    NotUtf8,
    #[error("it has a document type, which no bank's file has")]
    DocumentType,
    #[error("{0}")]
    Malformed(String),
    #[error("it answers {0}, not a file of debits")]
    NotDebits(String),
}

/// Reads an answer.
///
/// # Errors
/// It is no pain.002 about debits that could be read whole.
pub fn read(bytes: &[u8]) -> Result<Answer, CannotRead> {
    let text = std::str::from_utf8(bytes).map_err(|_| CannotRead::NotUtf8)?;
    if text.contains("<!DOCTYPE") || text.contains("<!ENTITY") {
        return Err(CannotRead::DocumentType);
    }
    let report = parse_pain002(text).map_err(|error| CannotRead::Malformed(error.to_string()))?;
    if let Some(kind) = report.original_msg_type.filter(|kind| *kind != OriginalMessageType::DirectDebit) {
        return Err(CannotRead::NotDebits(kind.to_string()));
    }
    let mut refused = Vec::new();
    if report.group_status.as_ref().is_some_and(PaymentStatus::is_rejected) {
        refused.push(Refused { what: What::Message, reason: reason(&report.group_reason_codes) });
    }
    for group in &report.payment_info_statuses {
        if group.status.as_ref().is_some_and(PaymentStatus::is_rejected) {
            let what = group.original_payment_info_id.clone().map_or(What::Nameless, What::Group);
            refused.push(Refused { what, reason: reason(&group.reason_codes) });
        }
        let rejected = group.transactions.iter().filter(|transaction| transaction.is_rejected());
        refused.extend(rejected.map(one));
    }
    Ok(Answer { id: report.msg_id, about: report.original_msg_id, refused })
}

fn one(transaction: &TransactionStatus) -> Refused {
    let what = transaction.original_end_to_end_id.clone().map_or(What::Nameless, What::Debit);
    Refused { what, reason: reason(&transaction.reason_codes) }
}

/// The first code that is one of the scheme's form.
fn reason(codes: &[ReasonCode]) -> String {
    let form = |code: &&str| code.len() == 4 && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    codes.iter().map(ReasonCode::as_code).find(form).unwrap_or("MS03").to_ascii_uppercase()
}
