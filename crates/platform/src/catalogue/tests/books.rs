use super::check_refused;
use crate::catalogue::{Catalogue, CopyTo, ReminderLetter, STANDARD};

#[test]
fn accounts_have_the_bookkeepers_numbers_and_fall_back_to_what_they_belong_to() {
    let chart = Catalogue::standard().chart;
    for (account, expect) in [
        ("debtors", Some("1300")),
        ("bank", Some("1100")),
        ("vat:NL:2100", Some("1500")),
        ("revenue:connect", Some("8010")),
        ("revenue:workspace", Some("8000")),
        ("cash", None),
    ] {
        assert_eq!(chart.of(account).map(|line| line.number.as_str()), expect, "{account}");
    }
    assert_eq!(chart.of("debtors").unwrap().rgs, "BVorDebHad");
}

#[test]
fn a_catalogue_without_a_chart_has_the_standard_one() {
    let (head, rest) = STANDARD.split_once("[[ledger.account]]").unwrap();
    let reminders = &rest[rest.find("[[reminder]]").unwrap()..];
    let catalogue = Catalogue::parse("offer.toml", &format!("{head}{reminders}")).unwrap();
    assert_eq!(catalogue.chart, Catalogue::standard().chart);
    let without = Catalogue::parse("offer.toml", head).unwrap();
    assert_eq!((without.reminders, without.chart), (Vec::new(), Catalogue::standard().chart));
}

#[test]
fn a_chart_that_makes_no_sense_is_refused() {
    check_refused("account = \"bank\"", "account = \"cash\"", "`cash` is no account of the ledger");
    check_refused("account = \"revenue:operator\"", "account = \"vat:Nl\"", "no account of the ledger");
    check_refused("number = \"1300\"", "number = \"1100\"", "two accounts have the number 1100");
    check_refused("number = \"1300\"", "number = \"\"", "the account's number is empty");
    check_refused("number = \"1300\"", "number = \"13 00\"", "`13 00` is no number of an account");
    check_refused("account = \"revenue:operator\"", "account = \"debtors\"", "`debtors` stands there twice");
}

#[test]
fn a_chart_names_every_account_that_is_missing() {
    let text = STANDARD.replace("account = \"suspense\"", "account = \"vat:NL\"");
    let problems = Catalogue::check("offer.toml", &text).unwrap_err();
    let said: Vec<String> = problems.iter().map(|problem| problem.problem.clone()).collect();
    assert_eq!(said, ["the chart has no account `suspense`"]);
}

#[test]
fn b10_the_standard_schedule_reminds_after_one_three_and_five_weeks() {
    let steps = Catalogue::standard().reminders;
    let said: Vec<_> = steps.iter().map(|step| (step.days, step.letter, step.copy)).collect();
    let notice = ReminderLetter::Notice { suspension_after_days: 7 };
    assert_eq!(
        said,
        [
            (7, ReminderLetter::Friendly, CopyTo::Nobody),
            (21, ReminderLetter::Firm, CopyTo::Nobody),
            (35, notice, CopyTo::Staff),
        ]
    );
}

#[test]
fn a_schedule_that_makes_no_sense_is_refused() {
    check_refused("letter = \"firm\"", "letter = \"angry\"", "there is no letter `angry`");
    check_refused("letter = \"firm\"", "letter = \"notice\"", "needs the days until it");
    check_refused("days = 21\nname", "days = 0\nname", "0 days after the due date make no sense");
    check_refused("days = 21\nname", "days = 7\nname", "two reminders are sent 7 days");
    check_refused("suspension-after-days = 7", "suspension-after-days = 0", "0 days until a suspension");
}
