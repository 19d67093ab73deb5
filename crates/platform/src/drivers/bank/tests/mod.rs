mod banks;
mod hostile;
mod official;

use super::{Statement, StatementRefused, read};
use crate::testing::bank::{Day, Line};

/// A day as several things happen on it.
fn day() -> Day {
    Day::new("2026-11-03", 17, 100_000)
        .line(Line {
            bank_reference: "B1".into(),
            end_to_end_id: "ANNA-1".into(),
            ..Line::of(5990, "Bakkerij de Vries", "Factuur 2026-0001, dank")
                .from_account("NL91ABNA0417164300")
        })
        .line(Line {
            reference: "RF71202600021".into(),
            bank_reference: "B2".into(),
            ..Line::of(-1250, "Café Zuid", "").from_account("NL20INGB0001234567")
        })
}

fn told(statement: &Statement) -> Vec<(i64, String, String, String)> {
    let transactions = statement.bookings.iter().flat_map(|booking| &booking.transactions);
    let of = |one: &super::Transaction| {
        let said = if one.reference.is_empty() { &one.words } else { &one.reference };
        (one.amount_minor, one.name.clone(), one.iban.clone(), said.trim().to_string())
    };
    transactions.map(of).collect()
}

fn refused(bytes: &[u8]) -> StatementRefused {
    read(bytes).expect_err("it is refused")
}
