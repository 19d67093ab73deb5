use super::super::*;

/// The refusal of the standard offer with this line changed.
fn refused(what: &str, with: &str) -> String {
    assert!(STANDARD.contains(what), "{what}");
    Catalogue::parse("offer.toml", &STANDARD.replacen(what, with, 1)).expect_err(with).to_string()
}

#[test]
fn the_standard_offer_says_what_holds_without_it() {
    assert_eq!(Catalogue::standard().updates, UpdateTerms::default());
}

#[test]
fn terms_of_updates_that_make_no_sense_are_refused() {
    for (what, with, expect) in [
        ("shares = [1, 10, 100]", "shares = [10, 1, 100]", "rise to 100"),
        ("shares = [1, 10, 100]", "shares = [1, 10]", "rise to 100"),
        ("shares = [1, 10, 100]", "shares = [0, 100]", "rise to 100"),
        ("shares = [1, 10, 100]", "shares = []", "rise to 100"),
        ("night-from = 1 ", "night-from = 6 ", "before `night-until`"),
        ("night-until = 5", "night-until = 25", "`night-until` cannot be 25"),
        ("failures = 1 ", "failures = 0 ", "write 1 to 1000"),
        ("announce-days = 3", "announced = 3", "unknown field `announced`"),
    ] {
        let told = refused(what, with);
        assert!(told.contains(expect), "{with}: {told}");
    }
}
