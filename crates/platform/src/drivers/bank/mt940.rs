//! MT940 (SWIFT, Customer Statement Message): the older text, as Dutch and German banks export it: with or without
//! SWIFT's blocks around it, and with the words of a booking in fields of their own.

use super::refused::StatementRefused;
use super::statement::{Balance, Booking, Format, Statement, Transaction};
use super::words86::{Said, said};
use super::{minor, plain};
use jiff::civil::Date;

/// Most lines of a header before the first field.
const HEADER_LINES: usize = 8;

type Read<T> = Result<T, StatementRefused>;

/// A field: its tag without colons, its first line's number, and its text over all lines.
struct Field {
    tag: String,
    line: usize,
    lines: Vec<String>,
}

impl Field {
    fn refused(&self) -> StatementRefused {
        StatementRefused::Field { line: self.line, field: format!(":{}:", self.tag) }
    }

    fn first(&self) -> &str {
        self.lines.first().map_or("", |line| line.trim())
    }
}

pub fn read(bytes: &[u8]) -> Read<Vec<Statement>> {
    let fields = fields(&text_of(bytes)?)?;
    let begins: Vec<usize> =
        fields.iter().enumerate().filter(|(_, field)| field.tag == "20").map(|(at, _)| at).collect();
    if begins.is_empty() || !fields.iter().any(|field| field.tag.starts_with("60")) {
        return Err(StatementRefused::Unknown);
    }
    let ends = begins.iter().skip(1).copied().chain([fields.len()]);
    begins.iter().zip(ends).map(|(begin, end)| statement(&fields[*begin..end])).collect()
}

/// UTF-8, or else ISO 8859-1, as older programs of banks write.
fn text_of(bytes: &[u8]) -> Read<String> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_string(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    };
    // Some banks end a message with SWIFT's own signs for begin and end.
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{1}' | '\u{3}');
    match text.find(odd) {
        Some(at) => {
            Err(StatementRefused::Charset { line: 1 + text[..at].bytes().filter(|b| *b == b'\n').count() })
        }
        None => Ok(text),
    }
}

fn fields(text: &str) -> Read<Vec<Field>> {
    let mut fields: Vec<Field> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim_matches(['\r', '\u{1}', '\u{3}']);
        // A block may begin on the line of its first field.
        let line = line.rsplit_once("{4:").map_or(line, |(_, rest)| rest);
        if let Some((tag, rest)) = tag(line) {
            fields.push(Field { tag: tag.into(), line: at + 1, lines: vec![rest.into()] });
        } else if line.trim().is_empty() || line.starts_with(['-', '{']) && line.trim().len() <= 2 {
            fields.push(Field { tag: String::new(), line: at + 1, lines: Vec::new() });
        } else {
            match fields.last_mut() {
                // What follows the end of a message up to the next is its bank's header.
                Some(field) if !field.tag.is_empty() => field.lines.push(line.into()),
                Some(_) => {}
                _ if at < HEADER_LINES => {}
                _ => return Err(StatementRefused::Unknown),
            }
        }
    }
    fields.retain(|field| !field.tag.is_empty());
    Ok(fields)
}

/// `:61:…`, `:62F:…`.
fn tag(line: &str) -> Option<(&str, &str)> {
    let (tag, rest) = line.strip_prefix(':')?.split_once(':')?;
    let good = (2..=3).contains(&tag.len()) && tag.as_bytes()[..2].iter().all(u8::is_ascii_digit);
    good.then_some((tag, rest))
}

fn statement(fields: &[Field]) -> Read<Statement> {
    let name = &fields[0];
    let named = |tags: &[&str]| fields.iter().find(|field| tags.contains(&field.tag.as_str()));
    let last = fields.last().map_or(name.line, |field| field.line);
    let absent = |tag: &str| StatementRefused::Field { line: last, field: format!(":{tag}:") };
    let account = named(&["25", "25P"]).ok_or_else(|| absent("25"))?;
    let opening = named(&["60F", "60M"]).ok_or_else(|| absent("60F"))?;
    let closing = named(&["62F", "62M"]).ok_or_else(|| absent("62F"))?;
    let (currency, opening) = balance(opening)?;
    let (closed_in, closing) = balance(closing)?;
    if closed_in != currency {
        return Err(absent("62F"));
    }
    let number = named(&["28C", "28"]).map_or("", Field::first);
    let number = number.split('/').next().and_then(|number| number.parse().ok());
    Ok(Statement {
        format: Format::Mt940,
        name: name.first().to_string(),
        sequence: number.filter(|number| *number > 0),
        iban: iban(account.first(), &currency),
        currency,
        opening,
        closing,
        bookings: bookings(fields)?,
    })
}

/// `NL91ABNA0417164300EUR`, with or without a space, or an account's number alone.
fn iban(text: &str, currency: &str) -> String {
    let text = plain(text);
    text.strip_suffix(currency).map(str::to_string).unwrap_or(text)
}

/// `C261102EUR1234,56`
fn balance(field: &Field) -> Read<(String, Balance)> {
    let text = field.first();
    let read = || {
        let (mark, rest) = text.split_at_checked(1)?;
        let (day, rest) = rest.split_at_checked(6)?;
        let (currency, size) = rest.split_at_checked(3)?;
        if !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return None;
        }
        let size = minor(size, ',')?;
        let sum = match mark {
            "C" => size,
            "D" => -size,
            _ => return None,
        };
        Some((currency.to_string(), Balance { date: date(day)?, minor: sum }))
    };
    read().ok_or_else(|| field.refused())
}

/// `YYMMDD`, of this century.
fn date(text: &str) -> Option<Date> {
    let part = |from: usize| text.get(from..from + 2)?.parse::<i8>().ok();
    Date::new(2000 + i16::from(part(0)?), part(2)?, part(4)?).ok()
}

fn bookings(fields: &[Field]) -> Read<Vec<Booking>> {
    let mut bookings = Vec::new();
    for (at, field) in fields.iter().enumerate().filter(|(_, field)| field.tag == "61") {
        let words = fields.get(at + 1).filter(|next| next.tag == "86");
        let words = words.map_or(Said::default(), |words| said(&words.lines));
        let booking = booking(field, words).ok_or_else(|| field.refused())?;
        if booking.amount_minor != 0 {
            bookings.push(booking);
        }
    }
    Ok(bookings)
}

/// `2611021102D12,50NTRFEREF//bank's own`, and further words on a second line.
fn booking(field: &Field, words: Said) -> Option<Booking> {
    let text = field.first();
    let (value_day, rest) = text.split_at_checked(6)?;
    let value_day = date(value_day)?;
    let (booked, rest) =
        match rest.split_at_checked(4).filter(|(day, _)| day.bytes().all(|b| b.is_ascii_digit())) {
            Some((day, rest)) => (booking_day(value_day, day)?, rest),
            None => (value_day, rest),
        };
    let (came, rest) = direction(rest)?;
    // The third letter of the currency may stand here.
    let rest = rest.strip_prefix(|c: char| c.is_ascii_uppercase()).unwrap_or(rest);
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != ',')?;
    let size = minor(&rest[..end], ',')?;
    let amount_minor = if came { size } else { -size };
    let reference = rest.get(end + 4..).unwrap_or_default();
    let (own, bank) = reference.split_once("//").unwrap_or((reference, ""));
    let second = field.lines.get(1).map_or("", |line| line.trim());
    let charges_minor = charges(second).unwrap_or(words.charges_minor);
    let transaction = Transaction { charges_minor, ..words.transaction(amount_minor, (own, second)) };
    Some(Booking {
        date: booked,
        amount_minor,
        bank_reference: bank.split('/').next().unwrap_or_default().trim().to_string(),
        batch: words.batch(),
        transactions: vec![transaction],
    })
}

/// What the bank kept of the amount, from the second line of field 61: `/OCMT/EUR100,00/CHGS/EUR2,50/`.
fn charges(text: &str) -> Option<i64> {
    let (_, rest) = text.split_once("/CHGS/")?;
    sum_in(rest)
}

/// `EUR2,50`, up to what ends it; the currency is the account's, since charges are booked on it.
pub(super) fn sum_in(text: &str) -> Option<i64> {
    let (currency, rest) = text.split_at_checked(3)?;
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != ',').unwrap_or(rest.len());
    currency.bytes().all(|byte| byte.is_ascii_uppercase()).then(|| minor(&rest[..end], ','))?
}

/// `MMDD` near the day from which the money counts, whose year it has or the one beside it.
fn booking_day(value_day: Date, text: &str) -> Option<Date> {
    let (month, day) = (text[..2].parse::<i8>().ok()?, text[2..].parse::<i8>().ok()?);
    let years = [value_day.year(), value_day.year() - 1, value_day.year() + 1];
    let days = years.into_iter().filter_map(|year| Date::new(year, month, day).ok());
    days.min_by_key(|day| value_day.until(*day).map_or(i32::MAX, |span| span.get_days().abs()))
}

/// Whether money came: credit, or what a reversed debit gives back.
fn direction(text: &str) -> Option<(bool, &str)> {
    for (mark, came) in [("RC", false), ("RD", true), ("EC", true), ("ED", false), ("C", true), ("D", false)]
    {
        if let Some(rest) = text.strip_prefix(mark) {
            return Some((came, rest));
        }
    }
    None
}
