//! Field 86 of MT940: what is said of a booking. Dutch banks write `/EREF/…/IBAN/…/NAME/…/REMI/…`, ING with an
//! account and a name in one (`/CNTP/…`), German banks `?20…?31…?32…`; others plain words.

use super::plain;
use super::statement::{Batch, Transaction};

/// Names of parts that Dutch banks write between slashes.
const NAMES: [&str; 23] = [
    "TRTP", "TRCD", "IBAN", "BIC", "NAME", "REMI", "EREF", "MARF", "CSID", "ORDP", "BENM", "CNTP", "RTRN",
    "PREF", "CREF", "PURP", "ISDT", "ULTD", "ULTB", "ADDR", "SVCL", "IREF", "CHGS",
];

/// What field 86 says.
#[derive(Debug, Default)]
pub struct Said {
    name: String,
    iban: String,
    end_to_end_id: String,
    mandate: String,
    reference: String,
    words: String,
    return_reason: String,
    payment_info_id: String,
    pub charges_minor: i64,
}

pub fn said(lines: &[String]) -> Said {
    let joined: String = lines.concat();
    let text = joined.trim();
    if text.get(3..4) == Some("?") && text[..3].bytes().all(|byte| byte.is_ascii_digit()) {
        return german(&text[3..]);
    }
    if text.starts_with('/') {
        return dutch(text);
    }
    let words: Vec<&str> = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    Said { words: words.join(" "), ..Said::default() }
}

/// Each part once: the first of a name counts, so words that look like a part change nothing.
fn dutch(text: &str) -> Said {
    let mut marks: Vec<(usize, &str)> = Vec::new();
    for name in NAMES {
        let mark = format!("/{name}/");
        marks.extend(text.find(&mark).map(|at| (at, name)));
    }
    marks.sort_unstable();
    let ends = marks.iter().skip(1).map(|(at, _)| *at).chain([text.len()]);
    let mut told = Said::default();
    for ((at, name), end) in marks.iter().zip(ends) {
        let begin = (at + name.len() + 2).min(end);
        told.take(name, text[begin..end].trim_matches('/').trim());
    }
    told
}

impl Said {
    fn take(&mut self, name: &str, value: &str) {
        match name {
            "IBAN" => self.iban = plain(value),
            "NAME" => self.name = value.into(),
            "EREF" if value != "NOTPROVIDED" => self.end_to_end_id = value.into(),
            "MARF" => self.mandate = value.into(),
            "RTRN" => self.return_reason = value.into(),
            "PREF" => self.payment_info_id = value.into(),
            "CHGS" => self.charges_minor = super::mt940::sum_in(value).unwrap_or(0),
            // Account, bank, name, place.
            "CNTP" => {
                let mut parts = value.split('/');
                self.iban = plain(parts.next().unwrap_or_default());
                self.name = parts.nth(1).unwrap_or_default().into();
            }
            "REMI" => match (value.strip_prefix("STRD/CUR/"), value.strip_prefix("USTD//")) {
                (Some(reference), _) => self.reference = reference.trim_matches('/').into(),
                (None, words) => self.words = words.unwrap_or(value).into(),
            },
            _ => {}
        }
    }

    /// `own` is the reference of field 61, and its second line, on which some banks give the other side's account.
    pub fn transaction(&self, amount_minor: i64, (own, second): (&str, &str)) -> Transaction {
        let second = plain(second);
        let iban = if sepa::validate_iban(&second).is_ok() { second } else { self.iban.clone() };
        let own = own.trim();
        let means_nothing = ["NONREF", "EREF", "PREF", "MARF", "NOTPROVIDED"].contains(&own);
        let end_to_end_id = match self.end_to_end_id.is_empty() && !means_nothing {
            true => own.to_string(),
            false => self.end_to_end_id.clone(),
        };
        Transaction {
            amount_minor,
            charges_minor: 0,
            name: self.name.clone(),
            iban,
            end_to_end_id,
            mandate: self.mandate.clone(),
            reference: self.reference.clone(),
            words: self.words.clone(),
            return_reason: self.return_reason.clone(),
        }
    }

    /// A booking that names the file it was sent in and nobody else is a batch.
    pub fn batch(&self) -> Option<Batch> {
        let is_batch =
            !self.payment_info_id.is_empty() && self.iban.is_empty() && self.end_to_end_id.is_empty();
        is_batch.then(|| Batch { payment_info_id: self.payment_info_id.clone(), transactions: None })
    }
}

/// `?20EREF+…?21SVWZ+…?31IBAN?32NAME`
fn german(text: &str) -> Said {
    let (mut told, mut words) = (Said::default(), String::new());
    for part in text.split('?').filter(|part| part.is_char_boundary(2) && part.len() > 2) {
        let (number, value) = part.split_at(2);
        match number {
            "20" | "21" | "22" | "23" | "24" | "25" | "26" | "27" | "28" | "29" | "60" | "61" | "62"
            | "63" => {
                words.push_str(value);
            }
            "31" => told.iban = plain(value),
            "32" => told.name = value.trim().into(),
            "33" => told.name = format!("{}{}", told.name, value.trim_end()),
            _ => {}
        }
    }
    told.words = words.clone();
    let marks = ["EREF+", "KREF+", "MREF+", "CRED+", "SVWZ+", "RREF+"];
    let mut found: Vec<(usize, &str)> =
        marks.iter().filter_map(|mark| words.find(mark).map(|at| (at, *mark))).collect();
    found.sort_unstable();
    let ends = found.iter().skip(1).map(|(at, _)| *at).chain([words.len()]);
    for ((at, mark), end) in found.iter().zip(ends) {
        let value = words[at + mark.len()..end].trim();
        match *mark {
            "EREF+" if value != "NOTPROVIDED" => told.end_to_end_id = value.into(),
            "MREF+" => told.mandate = value.into(),
            "SVWZ+" => told.words = value.into(),
            _ => {}
        }
    }
    told
}
