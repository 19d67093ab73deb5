//! The files against the official schemas.

use super::*;
use crate::drivers::bank::pain008::{Booking, Collection, Creditor, Message, write};
use crate::testing::schema::follows;
use sepa::SequenceType;
use sepa::pain008::DirectDebitSchema;

fn collection(number: i64, iban: &str) -> Collection {
    Collection {
        end_to_end_id: format!("deb{number:032}"),
        sequence: if number % 3 == 0 { SequenceType::Frst } else { SequenceType::Rcur },
        amount_minor: 100 * number + 5,
        mandate: format!("M-0C1D2E3F4A5B-{number}"),
        signed_on: "2026-10-01".parse().unwrap(),
        holder: "Chloë Janßen & Söhne <Bäckerei>".into(),
        iban: sepa::validate_iban(iban).unwrap(),
        bic: None,
        address: None,
        words: "Factuur 2026-0001 RF18539007547034 – «dank u»".into(),
        moved_from: None,
    }
}

fn collections() -> Vec<Collection> {
    let far = Collection {
        bic: sepa::validate_bic("NWBKGB2L").ok(),
        address: Some(("Llanfairpwllgwyngyll".into(), "GB".into())),
        ..collection(1, "GB29NWBK60161331926819")
    };
    let moved = |before: &str| sepa::validate_iban(before).ok();
    let same_bank = Collection { moved_from: moved("NL02ABNA0123456789"), ..collection(2, IBAN) };
    let other_bank = Collection { moved_from: moved(OTHER_IBAN), ..collection(4, IBAN) };
    vec![far, same_bank, other_bank, collection(3, IBAN), collection(6, "DE89370400440532013000")]
}

fn text(schema: DirectDebitSchema, booking: Booking) -> String {
    let creditor = Creditor {
        name: "Hostler".into(),
        id: sepa::validate_creditor_id("NL79ZZZ999999990000").unwrap(),
        iban: sepa::validate_iban("NL44RABO0123456789").unwrap(),
        bic: sepa::validate_bic("RABONL2U").ok(),
    };
    let message = Message {
        id: "DD-20261123-0123456789ab",
        creditor: &creditor,
        schema,
        batch_booking: booking,
        collect_on: "2026-11-23".parse().unwrap(),
        made_at_ms: testing::at("2026-11-18T09:00:00+01:00"),
        collections: collections(),
    };
    write(&message).unwrap()
}

#[test]
fn b10_the_official_schema_accepts_every_kind_of_file() {
    for (schema, name) in
        [(DirectDebitSchema::IsoV8, "pain.008.001.08.xsd"), (DirectDebitSchema::IsoV2, "pain.008.001.02.xsd")]
    {
        follows(name, &text(schema, Booking::Together), ("<SeqTp>RCUR", "<SeqTp>OFTEN"));
    }
}

#[test]
fn a_file_counts_and_adds_up_what_is_in_it() {
    let text = text(DirectDebitSchema::IsoV8, Booking::Each);
    let said = [
        "<NbOfTxs>5</NbOfTxs><CtrlSum>16.25</CtrlSum>",
        "<PmtInfId>DD-20261123-0123456789ab-FRST</PmtInfId>",
        "<PmtInfId>DD-20261123-0123456789ab-RCUR</PmtInfId>",
        "<BtchBookg>false</BtchBookg>",
        "<OrgnlDbtrAcct><Id><IBAN>NL02ABNA0123456789</IBAN>",
        "SMNDA",
        "<CreDtTm>2026-11-18T08:00:00Z</CreDtTm>",
    ];
    let plain: String = text.lines().map(str::trim).collect();
    for part in said {
        assert!(plain.contains(part), "{part}: {text}");
    }
}
