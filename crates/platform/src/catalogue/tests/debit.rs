//! Direct debit in the catalogue: what the bank would refuse is refused here.

use crate::catalogue::*;

/// The built-in offer with an account that there is and these lines of `[debit]`: what is wrong with it.
fn wrong(debit: &str) -> Vec<String> {
    let text = STANDARD.replace("NL00BANK0000000000", "NL44RABO0123456789").replace("BANKNL2A", "RABONL2U");
    let checked = Catalogue::check("offer.toml", &format!("{text}\n[debit]\n{debit}"));
    checked.err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

#[test]
fn without_the_section_nothing_is_collected_and_with_it_the_schemes_days_hold() {
    assert_eq!(Catalogue::standard().debit, None);
    let text = STANDARD.replace("NL00BANK0000000000", "NL44RABO0123456789").replace("BANKNL2A", "");
    let text = format!("{text}\n[debit]\ncreditor-id = \"nl79 zzz 999999990000\"\n");
    let terms = Catalogue::parse("offer.toml", &text).unwrap().debit.unwrap();
    assert_eq!(terms.creditor_id, "NL79ZZZ999999990000");
    assert_eq!((terms.pre_notification_days, terms.cut_off_days), (14, 2));
    assert_eq!((terms.booking, terms.message.name()), (Booking::Together, "pain.008.001.08"));
    assert_eq!(terms.first, First::Rcur);
}

#[test]
fn what_the_bank_would_refuse_is_refused() {
    let good = "creditor-id = \"NL79ZZZ999999990000\"\n";
    assert_eq!(wrong(good), Vec::<String>::new());
    for (debit, says) in [
        ("creditor-id = \"NL78ZZZ999999990000\"\n".to_string(), "is no creditor identifier"),
        ("creditor-id = \"\"\n".to_string(), "is no creditor identifier"),
        (format!("{good}pre-notification-days = 0\n"), "cannot be announced 0 days before"),
        (format!("{good}cut-off-days = 30\n"), "cannot be sent 30 days before"),
        (format!("{good}message = \"pain.008.001.99\"\n"), "pain.008.001.99"),
        (format!("{good}sale = true\n"), "unknown field `sale`"),
    ] {
        let found = wrong(&debit).join("\n");
        assert!(found.contains(says) && found.contains("offer.toml, line "), "{debit}: {found}");
    }
    let nowhere = Catalogue::check("offer.toml", &format!("{STANDARD}\n[debit]\n{good}")).unwrap_err();
    assert!(nowhere[0].to_string().contains("the seller's IBAN is not one"), "{}", nowhere[0]);
}
