use crate::counting::*;
use proptest::prelude::*;

fn hosted() -> CountingRule {
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
    }
}

fn licensed() -> CountingRule {
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

fn any_item() -> impl Strategy<Value = Item> {
    let kind = prop::sample::select(vec![
        Kind::Account,
        Kind::Administrator,
        Kind::Alias,
        Kind::MailingList,
        Kind::Domain,
        Kind::Group,
        Kind::Resource,
    ]);
    ("[a-z]{1,8}", kind, any::<bool>(), any::<bool>(), any::<bool>())
        .prop_map(|(id, kind, signs_in, mailbox, disabled)| Item { id, kind, signs_in, mailbox, disabled })
}

proptest! {
    #[test]
    fn every_item_is_explained_once_and_the_order_does_not_matter(items in prop::collection::vec(any_item(), 0..30)) {
        for rule in [hosted(), licensed()] {
            let answer = count(&rule, &items);
            prop_assert_eq!(answer.counted.len() + answer.free.len(), items.len());
            prop_assert_eq!(answer.number, answer.counted.len() as i64);
            let reversed: Vec<Item> = items.iter().rev().cloned().collect();
            prop_assert_eq!(count(&rule, &reversed).number, answer.number);
        }
    }

    #[test]
    fn admitted_means_the_count_stays_within_the_limit(
        items in prop::collection::vec(any_item(), 0..12), newcomer in any_item(), limit in 0i64..14,
    ) {
        let rule = licensed();
        let admitted = admit(&rule, Limit::Users(limit), &items, &newcomer).is_ok();
        let before = count(&rule, &items).number;
        let after = before + count(&rule, std::slice::from_ref(&newcomer)).number;
        prop_assert_eq!(admitted, after == before || after <= limit);
    }
}
