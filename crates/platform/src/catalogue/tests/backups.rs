use super::super::*;

#[test]
fn the_standard_offer_says_what_holds_without_it() {
    assert_eq!(Catalogue::standard().backups, BackupTerms::default());
}

#[test]
fn so_many_backups_at_once_as_make_sense() {
    for (with, expect) in [("at-once = 0 ", "write 1 to 64"), ("atonce = 2 ", "unknown field `atonce`")] {
        let text = STANDARD.replacen("at-once = 2 ", with, 1);
        let told = Catalogue::parse("offer.toml", &text).expect_err(with).to_string();
        assert!(told.contains(expect), "{with}: {told}");
    }
}
