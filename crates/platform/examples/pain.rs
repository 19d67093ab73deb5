//! Writes the debits of a file of JSON lines as pain.008, so many times, and tells the nanoseconds of each.
//!
//! `pain DEBITS.jsonl OUT.xml ROUNDS`: for `bench/pain`, which gives the same debits to PyPI sepaxml.

use hostler_platform::drivers::bank::pain008::{Booking, Collection, Creditor, Message, write};
use sepa::SequenceType;
use sepa::pain008::DirectDebitSchema;
use serde_json::Value;
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [debits, out, rounds] = arguments.as_slice() else { panic!("pain DEBITS.jsonl OUT.xml ROUNDS") };
    let text = std::fs::read_to_string(debits).expect("the debits can be read");
    let lines: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    for _ in 0..rounds.parse().expect("a number of rounds") {
        let begun = Instant::now();
        let file = written(&lines);
        println!("{}", begun.elapsed().as_nanos());
        std::fs::write(out, file).expect("the file can be written");
    }
}

/// From the debits' values, as the database has them, to the file's text: every check is part of it.
fn written(lines: &[Value]) -> String {
    let creditor = Creditor {
        name: "Hostler".into(),
        id: sepa::validate_creditor_id("NL79ZZZ999999990000").expect("it is one"),
        iban: sepa::validate_iban("NL44RABO0123456789").expect("it is one"),
        bic: sepa::validate_bic("RABONL2U").ok(),
    };
    let message = Message {
        id: "DD-20261123-0123456789ab",
        creditor: &creditor,
        schema: DirectDebitSchema::IsoV8,
        batch_booking: Booking::Together,
        collect_on: "2026-11-23".parse().expect("a day"),
        made_at_ms: 1_795_000_000_000,
        collections: lines.iter().map(collection).collect(),
    };
    write(&message).expect("the debits are in order")
}

fn collection(line: &Value) -> Collection {
    let text = |name: &str| line[name].as_str().expect("a text").to_string();
    Collection {
        end_to_end_id: text("end_to_end_id"),
        sequence: SequenceType::Rcur,
        amount_minor: line["amount"].as_i64().expect("an amount"),
        mandate: text("mandate"),
        signed_on: text("signed_on").parse().expect("a day"),
        holder: text("holder"),
        iban: sepa::validate_iban(&text("iban")).expect("an account"),
        bic: None,
        address: None,
        words: text("words"),
        moved_from: None,
    }
}
