use super::{october, server};
use crate::billing::pricing::*;
use crate::catalogue::Catalogue;
use crate::metering::GB;
use proptest::prelude::*;

fn priced(connect: i64, operator: i64, gb: i64) -> Vec<Line> {
    let servers = vec![
        server(("anna", "bakery", "connect"), connect, Some(gb * GB)),
        server(("anna", "telephone", "operator"), operator, None),
    ];
    lines(&Catalogue::standard(), october(), servers).unwrap()
}

fn total(lines: &[Line]) -> i64 {
    lines.iter().map(|line| line.amount_minor).sum()
}

#[test]
fn b7_a_late_reading_becomes_a_correction_that_explains_itself() {
    let corrections = corrections(october(), &priced(12, 0, 0), &priced(11, 0, 0));
    let [line] = corrections.as_slice() else { panic!("{corrections:?}") };
    assert_eq!((line.kind, line.quantity, line.amount_minor), (Kind::Users, 1, 495));
    let Because::Correction { corrects, invoiced_quantity, right_quantity, right, .. } = &line.because else {
        panic!()
    };
    assert_eq!((*corrects, *invoiced_quantity, *right_quantity), (october(), 11, 12));
    let Some(Because::Users { accounts, .. }) = right.as_deref() else { panic!() };
    assert_eq!(accounts.len(), 12, "the accounts of the right number");
    let json = serde_json::to_string(line).unwrap();
    assert_eq!(&serde_json::from_str::<Line>(&json).unwrap(), line, "{json}");
}

#[test]
fn b7_what_was_right_needs_no_correction() {
    assert_eq!(corrections(october(), &priced(11, 3, 20), &priced(11, 3, 20)), []);
}

#[test]
fn b7_a_line_that_should_not_be_there_is_taken_back() {
    let corrections = corrections(october(), &priced(20, 0, 12), &priced(10, 0, 12));
    let storage = corrections.iter().find(|line| line.kind == Kind::Storage).unwrap();
    assert_eq!((storage.quantity, storage.amount_minor), (-2, -300));
    let Because::Correction { right_quantity: 0, right: None, .. } = storage.because else { panic!() };
}

proptest! {
    #[test]
    fn b7_invoice_and_corrections_add_up_to_what_is_right_and_correcting_again_changes_nothing(
        before in (0i64..40, 0i64..40, 0i64..80), after in (0i64..40, 0i64..40, 0i64..80),
    ) {
        let right = priced(after.0, after.1, after.2);
        let mut invoiced = priced(before.0, before.1, before.2);
        invoiced.extend(corrections(october(), &right, &invoiced));
        prop_assert_eq!(total(&invoiced), total(&right));
        prop_assert_eq!(corrections(october(), &right, &invoiced), []);
    }
}
