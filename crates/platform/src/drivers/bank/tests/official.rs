//! What tests hand in as a bank's statement is one by the official schema.

use super::*;
use crate::testing::bank::camt;
use crate::testing::schema::follows;

#[test]
fn b10_statements_in_tests_follow_the_official_schema() {
    let batch = Line {
        payment_info_id: "batch-7".into(),
        batch: vec![Line::of(3000, "Anna", "2026-0001"), Line::of(2000, "Bram", "2026-0002")],
        ..Line::of(5000, "", "")
    };
    let returned = Line {
        return_reason: "AM04".into(),
        ..Line::of(-5990, "Bakkerij de Vries", "").from_account("NL91ABNA0417164300")
    };
    let short = Line { charges_minor: 250, ..Line::of(9750, "Zürich AG & Söhne", "2026-0001") };
    let first = day().line(batch).line(returned).line(short);
    for version in ["001.02", "001.08"] {
        let text = camt(&[first.clone(), first.next()], version);
        assert_eq!(read(text.as_bytes()).unwrap().len(), 2);
        follows(&format!("camt.053.{version}.xsd"), &text, ("<CdtDbtInd>DBIT", "<CdtDbtInd>LEFT"));
    }
}
