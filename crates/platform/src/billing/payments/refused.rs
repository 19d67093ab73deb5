//! Why a statement is not taken, or a payment not settled.

use hostler_kit::http::{Args, Kind, Refuse};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaymentRefused {
    #[error("the statement is of {found}, not of {ours}")]
    OtherAccount { found: String, ours: String },
    #[error("the statement is in {found}, not in {ours}")]
    OtherCurrency { found: String, ours: String },
    /// It does not begin where the last one ended.
    #[error("a statement is missing: {closing} of {date}, then {opening}")]
    Gap { closing: String, date: String, opening: String, missing: String },
    #[error("the statement ends before the first one began, on {date}")]
    BeforeStart { date: String },
    #[error("no amount is given")]
    NoParts,
    #[error("the parts come to {parts}, and {open} is open")]
    MoreThanOpen { parts: String, open: String },
    #[error("a part of {amount} goes the wrong way")]
    WrongWay { amount: String },
    #[error("no invoice {number}")]
    NoInvoice { number: String },
    #[error("`{account}` is no account for this")]
    NoAccount { account: String },
    #[error("words are missing")]
    NoWords,
    #[error("`{amount}` is no amount")]
    NoAmount { amount: String },
    #[error("the match was taken back before")]
    UndoneBefore,
    #[error("the bank's word on a debit is not taken back by hand")]
    BanksWord,
    #[error("the credit was used meanwhile")]
    CreditUsed,
    #[error("the customer has {credit} too much")]
    MoreThanCredit { credit: String },
    #[error("`{iban}` is no IBAN")]
    NoIban { iban: String },
    #[error("the refund is not waiting any more")]
    RefundDone,
    #[error("the refund is about another amount")]
    RefundAmount,
}

impl Refuse for PaymentRefused {
    fn kind(&self) -> Kind {
        match self {
            PaymentRefused::UndoneBefore
            | PaymentRefused::BanksWord
            | PaymentRefused::CreditUsed
            | PaymentRefused::RefundDone
            | PaymentRefused::Gap { .. } => Kind::Conflict,
            _ => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            PaymentRefused::OtherAccount { .. } => "statement-other-account",
            PaymentRefused::OtherCurrency { .. } => "statement-other-currency",
            PaymentRefused::Gap { .. } => "statement-gap",
            PaymentRefused::BeforeStart { .. } => "statement-before-start",
            PaymentRefused::NoParts => "payment-no-parts",
            PaymentRefused::MoreThanOpen { .. } => "payment-more-than-open",
            PaymentRefused::WrongWay { .. } => "payment-wrong-way",
            PaymentRefused::NoInvoice { .. } => "payment-no-invoice",
            PaymentRefused::NoAccount { .. } => "payment-no-account",
            PaymentRefused::NoWords => "payment-no-words",
            PaymentRefused::NoAmount { .. } => "payment-no-amount",
            PaymentRefused::UndoneBefore => "match-undone-before",
            PaymentRefused::BanksWord => "match-banks-word",
            PaymentRefused::CreditUsed => "match-credit-used",
            PaymentRefused::MoreThanCredit { .. } => "refund-more-than-credit",
            PaymentRefused::NoIban { .. } => "refund-no-iban",
            PaymentRefused::RefundDone => "refund-done",
            PaymentRefused::RefundAmount => "refund-amount",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            PaymentRefused::OtherAccount { .. }
            | PaymentRefused::OtherCurrency { .. }
            | PaymentRefused::Gap { .. }
            | PaymentRefused::BeforeStart { .. } => Some("file"),
            PaymentRefused::NoInvoice { .. } => Some("invoice"),
            PaymentRefused::NoAccount { .. } => Some("account"),
            PaymentRefused::NoWords => Some("words"),
            PaymentRefused::NoIban { .. } => Some("iban"),
            PaymentRefused::NoAmount { .. }
            | PaymentRefused::MoreThanCredit { .. }
            | PaymentRefused::MoreThanOpen { .. }
            | PaymentRefused::WrongWay { .. } => Some("amount"),
            _ => None,
        }
    }

    fn args(&self) -> Args {
        let of = |pairs: &[(&'static str, &String)]| {
            pairs.iter().map(|(name, value)| (*name, (*value).clone())).collect::<Args>()
        };
        match self {
            PaymentRefused::OtherAccount { found, ours } | PaymentRefused::OtherCurrency { found, ours } => {
                of(&[("found", found), ("ours", ours)])
            }
            PaymentRefused::Gap { closing, date, opening, missing } => {
                of(&[("closing", closing), ("date", date), ("opening", opening), ("missing", missing)])
            }
            PaymentRefused::BeforeStart { date } => of(&[("date", date)]),
            PaymentRefused::MoreThanOpen { parts, open } => of(&[("parts", parts), ("open", open)]),
            PaymentRefused::WrongWay { amount } | PaymentRefused::NoAmount { amount } => {
                of(&[("amount", amount)])
            }
            PaymentRefused::NoInvoice { number } => of(&[("number", number)]),
            PaymentRefused::NoAccount { account } => of(&[("account", account)]),
            PaymentRefused::MoreThanCredit { credit } => of(&[("credit", credit)]),
            PaymentRefused::NoIban { iban } => of(&[("iban", iban)]),
            _ => Args::new(),
        }
    }
}
