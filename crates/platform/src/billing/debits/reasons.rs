//! Why a bank does not collect, or gives back: the reason codes of the SEPA Core scheme (EPC173-14) and what follows.

/// The codes that have words of their own: `debit-reason-ac01`.
pub const CODES: [&str; 31] = [
    "AC01", "AC04", "AC06", "AC13", "AG01", "AG02", "AM04", "AM05", "BE05", "CNOR", "DNOR", "DUPL", "ED05",
    "FF01", "FF05", "FRAD", "MD01", "MD02", "MD06", "MD07", "MS02", "MS03", "RC01", "RC07", "RR01", "RR02",
    "RR03", "RR04", "SL01", "SL11", "TECH",
];

/// What follows from a debit that came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follows {
    /// It is tried once more.
    TryAgain,
    /// Nothing can be collected by this mandate any more.
    MandateEnds,
    /// The invoice is open, and somebody has to decide.
    Nothing,
}

pub fn follows(code: &str) -> Follows {
    match code {
        "AM04" | "MS03" => Follows::TryAgain,
        "AC04" | "MD01" | "MD07" => Follows::MandateEnds,
        _ => Follows::Nothing,
    }
}

/// The key of a code's words; codes that are new or a bank's own have words together.
pub fn key(code: &str) -> String {
    match CODES.contains(&code) {
        true => format!("debit-reason-{}", code.to_ascii_lowercase()),
        false => "debit-reason-other".into(),
    }
}
