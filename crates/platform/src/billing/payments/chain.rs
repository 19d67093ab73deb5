//! Pure: where a statement joins those before it. Bookings are known by day, amount and, where the same kind of file
//! tells it, the bank's own reference; the balance before them says which of several equal ones are meant. So the same
//! bookings in another file, in another format or in a longer statement are known again.

use super::model::{BankAccount, Known};
use super::refused::PaymentRefused;
use crate::drivers::bank::{Booking, Statement, decimal};

/// The bookings of a statement that are new, by their place in it.
///
/// `tail` are the known bookings from the statement's first day on, in their order.
///
/// # Errors
/// It begins at a balance that the account never had in these days: a statement between is missing.
pub fn fresh(
    account: &BankAccount,
    tail: &[Known],
    statement: &Statement,
) -> Result<Vec<usize>, PaymentRefused> {
    let before = tail.first().map_or(account.balance_minor, |first| first.balance_minor - first.amount_minor);
    let places = std::iter::once(before).chain(tail.iter().map(|known| known.balance_minor));
    // The earliest place that fits is the one at which most is known.
    let fitting = places.enumerate().filter(|(_, balance)| *balance == statement.opening.minor);
    for (at, _) in fitting {
        if let Some(fresh) = unknown(&tail[at..], statement) {
            return Ok(fresh);
        }
    }
    Err(refused(account, statement))
}

/// Of the statement's bookings those that are not among the known ones; none if it does not tell all of these, as far
/// as it goes.
fn unknown(known: &[Known], statement: &Statement) -> Option<Vec<usize>> {
    let known = &known[..known.len().min(statement.bookings.len())];
    let mut left: Vec<usize> = (0..statement.bookings.len()).collect();
    for one in known {
        let same = |at: &usize| is_same(one, &statement.bookings[*at], statement.format.code());
        let found = left.iter().position(same)?;
        left.remove(found);
    }
    Some(left)
}

fn is_same(known: &Known, booking: &Booking, format: &str) -> bool {
    let told =
        known.format == format && !known.bank_reference.is_empty() && !booking.bank_reference.is_empty();
    known.amount_minor == booking.amount_minor
        && known.date == booking.date.to_string()
        && (!told || known.bank_reference == booking.bank_reference)
}

fn refused(account: &BankAccount, statement: &Statement) -> PaymentRefused {
    if statement.closing.date.to_string() <= account.opening_date {
        return PaymentRefused::BeforeStart { date: account.opening_date.clone() };
    }
    let numbers = account.sequence.zip(statement.sequence).filter(|(last, this)| last + 1 < *this);
    PaymentRefused::Gap {
        closing: decimal(account.balance_minor),
        date: account.date.clone(),
        opening: decimal(statement.opening.minor),
        missing: numbers.map_or("–".into(), |(last, this)| match this - last {
            2 => format!("{}", last + 1),
            _ => format!("{}–{}", last + 1, this - 1),
        }),
    }
}

/// Whether a statement's account is the provider's: the same IBAN, or, as older files have it, its last digits alone.
pub fn is_ours(found: &str, ours: &str) -> bool {
    let ours: String = ours.chars().filter(|c| !c.is_whitespace()).collect();
    let number = found.trim_start_matches('0');
    found == ours || number.len() >= 7 && number.bytes().all(|b| b.is_ascii_digit()) && ours.ends_with(number)
}
