use crate::counting::*;
use jiff::civil::date;

pub fn hosted() -> CountingRule {
    CountingRule {
        product: "connect".into(),
        holding: Holding::Hosted,
        version: 1,
        source: Source {
            requirement: "P1".into(),
            sentence: "A user is everybody with a username and password.".into(),
        },
        counts: Basis::SignIn,
        disabled: Treatment::Counts,
        administrator: Treatment::Counts,
        guests: Treatment::Counts,
        devices_per_user: None,
        extensions_per_user: None,
    }
}

pub fn licensed() -> CountingRule {
    CountingRule { holding: Holding::Licence, counts: Basis::Mailbox, ..hosted() }
}

fn check(rule: &CountingRule, item: &Item, expect: Result<WhyCounted, WhyFree>) {
    assert_eq!(judge(rule, item), expect, "{item:?} under {}", rule.name());
    let answer = count(rule, std::slice::from_ref(item));
    assert_eq!(answer.number, i64::from(expect.is_ok()));
    assert_eq!((answer.counted.len(), answer.free.len()), if expect.is_ok() { (1, 0) } else { (0, 1) });
}

#[test]
fn p1_hosted_everybody_with_a_password_counts_active_or_not() {
    let anna = Item::account("anna");
    check(&hosted(), &anna, Ok(WhyCounted::SignsIn));
    check(&hosted(), &Item { disabled: true, ..anna.clone() }, Ok(WhyCounted::DisabledCounts));
    check(&hosted(), &Item { mailbox: false, ..anna.clone() }, Ok(WhyCounted::SignsIn));
    check(&hosted(), &Item { signs_in: false, ..anna.clone() }, Err(WhyFree::NoSignIn));
    check(&hosted(), &Item { kind: Kind::Administrator, ..anna }, Ok(WhyCounted::AdministratorCounts));
}

#[test]
fn p1_licence_each_mailbox_counts() {
    let anna = Item::account("anna");
    check(&licensed(), &anna, Ok(WhyCounted::HasMailbox));
    check(&licensed(), &Item { disabled: true, ..anna.clone() }, Ok(WhyCounted::DisabledCounts));
    check(&licensed(), &Item { signs_in: false, ..anna.clone() }, Ok(WhyCounted::HasMailbox));
    check(&licensed(), &Item { mailbox: false, ..anna }, Err(WhyFree::NoMailbox));
}

#[test]
fn p1_aliases_lists_domains_groups_and_resources_are_free() {
    for kind in [Kind::Alias, Kind::MailingList, Kind::Domain, Kind::Group, Kind::Resource] {
        for rule in [hosted(), licensed()] {
            check(&rule, &Item::plain("bakkerijdevries.test", kind), Err(WhyFree::KindIsFree));
            check(&rule, &Item { kind, ..Item::account("oven") }, Err(WhyFree::KindIsFree));
        }
    }
}

#[test]
fn a_rule_is_data_the_other_choices_work_too() {
    let rule = CountingRule { disabled: Treatment::Free, administrator: Treatment::Free, ..hosted() };
    let bram = Item { disabled: true, ..Item::account("bram") };
    check(&rule, &bram, Err(WhyFree::DisabledIsFree));
    check(&rule, &Item { kind: Kind::Administrator, ..bram }, Err(WhyFree::AdministratorIsFree));
    let rule = CountingRule { guests: Treatment::Free, ..hosted() };
    check(&rule, &Item { kind: Kind::Guest, ..Item::account("bezoek") }, Err(WhyFree::GuestIsFree));
}

#[test]
fn a_written_rule_says_no_field_that_is_not_known_and_no_zero() {
    let written = |more: &str| {
        serde_json::from_str::<WrittenRule>(&format!(
            r#"{{"holding": "licence", "version": 1, "requirement": "P2", "sentence": "A user is a person.",
                "counts": "sign-in", "disabled": "counts", "administrator": "free"{more}}}"#
        ))
    };
    let rule = written(r#", "devices-per-user": 5"#).unwrap().of_product("control");
    assert_eq!((rule.name().as_str(), users_for(&rule, 6)), ("control/licence/1", 2));
    assert_eq!(rule.guests, Treatment::Counts, "guests count where nothing is said");
    let again: CountingRule = serde_json::from_str(&serde_json::to_string(&rule).unwrap()).unwrap();
    assert_eq!(again, rule);
    assert!(written(r#", "devices-per-user": 0"#).unwrap_err().to_string().contains("nonzero"));
    assert!(written(r#", "devices-per-usr": 5"#).unwrap_err().to_string().contains("unknown field"));
}

#[test]
fn d15_an_answer_names_its_rule_version_and_source() {
    let by = count(&licensed(), &[]).by;
    assert_eq!((by.rule.as_str(), by.version, by.requirement.as_str()), ("connect/licence/1", 1, "P1"));
    assert_eq!(by.sentence, licensed().source.sentence);
}

#[test]
fn p3_the_refusal_of_an_extension_names_the_numbers_and_the_way_out() {
    let rule = CountingRule { extensions_per_user: 3.try_into().ok(), ..licensed() };
    let refused = admit_extension(&rule, Limit::Users(5), 15, ExtensionKind::Person).unwrap_err();
    assert_eq!(refused.way_out, WayOut::BuyUsers(1));
    let said = refused.to_string();
    assert!(said.contains("5 users, so 15 extensions may exist, and 15 do"), "{said}");
    assert!(said.contains("delete an extension") && said.contains("buy more users: each brings 3"), "{said}");
}

#[test]
fn d14_an_add_on_that_differs_is_refused_with_both_numbers() {
    let add_ons = [("antivirus", 10), ("activesync", 20)].map(|(id, users)| AddOn { id: id.into(), users });
    let said = check_add_ons(20, &add_ons).unwrap_err().to_string();
    assert!(said.contains("for 20 users, but antivirus for 10; nothing was taken"), "{said}");
    let said = check_add_ons(5, &add_ons).unwrap_err().to_string();
    assert!(said.contains("antivirus for 10 and activesync for 20"), "{said}");
}

#[test]
fn d9_activesync_before_its_day_is_part_of_the_base_and_says_so() {
    let rule = AddOnRule {
        id: "activesync".into(),
        product: "connect".into(),
        source: Source { requirement: "P7".into(), sentence: "Sold separately since May 1, 2013.".into() },
        sold_separately_since: Some(date(2013, 5, 1)),
    };
    let standing = |bought, held: &[AddOn]| add_on_standing(&rule, bought, held);
    let before = standing(date(2013, 4, 30), &[]);
    assert_eq!((before.has, before.is_held()), (Has::PartOfBase, true));
    assert_eq!(
        before.to_string(),
        "bought on 2013-04-30, before activesync was sold separately (2013-05-01): part of the base licence"
    );
    let after = standing(date(2013, 5, 1), &[]);
    assert_eq!((after.has, after.is_held()), (Has::No, false));
    assert!(after.to_string().contains("sold separately since 2013-05-01 and was not bought"), "{after}");
    let bought = standing(date(2013, 5, 1), &[AddOn { id: "activesync".into(), users: 5 }]);
    assert_eq!(bought.to_string(), "activesync was bought as an add-on");
}

#[test]
fn p9_the_licensed_number_is_the_limit_and_hosted_has_none() {
    let five: Vec<Item> = ["anna", "bram", "chris", "daan", "eva"].map(Item::account).into();
    let fenna = Item::account("fenna");
    assert_eq!(admit(&licensed(), Limit::Users(6), &five, &fenna), Ok(()));
    assert_eq!(admit(&hosted(), Limit::Unlimited, &five, &fenna), Ok(()));
    let refused = admit(&licensed(), Limit::Users(5), &five, &fenna).unwrap_err();
    assert_eq!(refused, LimitReached { limit: 5, number: 5, way_out: WayOut::BuyUsers(1) });
    assert!(refused.to_string().contains("5 users") && refused.to_string().contains("buy more"));
    let alias = Item::plain("bread@bakkerijdevries.test", Kind::Alias);
    assert_eq!(admit(&licensed(), Limit::Users(5), &five, &alias), Ok(()), "what is free is never refused");
}

#[test]
fn d13_past_the_limit_nothing_new_until_the_count_is_below() {
    let five: Vec<Item> = ["anna", "bram", "chris", "daan", "eva"].map(Item::account).into();
    let refused = admit(&licensed(), Limit::Users(3), &five, &Item::account("fenna")).unwrap_err();
    assert_eq!(refused.way_out, WayOut::BuyUsers(3));
    assert!(admit(&licensed(), Limit::Users(3), &five[..3], &Item::account("fenna")).is_err());
    assert!(admit(&licensed(), Limit::Users(3), &five[..2], &Item::account("fenna")).is_ok());
}
