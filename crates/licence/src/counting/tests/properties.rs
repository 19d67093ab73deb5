use super::rules::{hosted, licensed};
use crate::counting::*;
use proptest::prelude::*;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

fn control() -> CountingRule {
    CountingRule {
        counts: Basis::SignIn,
        administrator: Treatment::Free,
        devices_per_user: 5.try_into().ok(),
        ..licensed()
    }
}

fn all_rules() -> [CountingRule; 3] {
    [hosted(), licensed(), control()]
}

fn address(number: u8) -> IpAddr {
    match number % 2 {
        0 => Ipv4Addr::new(10, 0, 0, number).into(),
        _ => Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, number.into()).into(),
    }
}

fn any_item() -> impl Strategy<Value = Item> {
    let kind = prop::sample::select(vec![
        Kind::Account,
        Kind::Administrator,
        Kind::Guest,
        Kind::Alias,
        Kind::MailingList,
        Kind::Domain,
        Kind::Group,
        Kind::Resource,
    ]);
    let devices = prop::collection::vec(any::<u8>().prop_map(|number| Device::at(address(number))), 0..13);
    ("[a-z]{1,8}", kind, any::<[bool; 3]>(), devices).prop_map(
        |(id, kind, [signs_in, mailbox, disabled], devices)| Item {
            id,
            kind,
            signs_in,
            mailbox,
            disabled,
            devices,
        },
    )
}

const NOW_MS: i64 = 1_793_707_200_000;

fn any_binding() -> impl Strategy<Value = Binding> {
    let person = prop::sample::select(vec!["anna", "bram"]);
    let how = prop::sample::select(vec![Bound::SignedIn, Bound::Assigned, Bound::Vpn]);
    let link = prop::option::of("[a-d]");
    let ago = prop::sample::select(vec![0, 1, SILENCE_MS - 1, SILENCE_MS, SILENCE_MS * 2]);
    let ended = prop::option::of(prop::sample::select(vec![NOW_MS - 1, NOW_MS, NOW_MS + 1]));
    (person, 0u8..12, how, link, ago, ended).prop_map(|(person, number, how, link, ago, ended_at_ms)| {
        Binding {
            person: person.into(),
            address: address(number),
            how,
            link,
            last_seen_ms: NOW_MS - ago,
            ended_at_ms,
        }
    })
}

proptest! {
    #[test]
    fn every_item_is_explained_once_and_the_order_does_not_matter(items in prop::collection::vec(any_item(), 0..30)) {
        for rule in all_rules() {
            let answer = count(&rule, &items);
            prop_assert_eq!(answer.counted.len() + answer.free.len(), items.len());
            prop_assert_eq!(answer.number, answer.counted.iter().map(|one| one.users).sum::<i64>());
            prop_assert_eq!(answer.number, items.iter().map(|item| users_of(&rule, item)).sum::<i64>());
            let reversed: Vec<Item> = items.iter().rev().cloned().collect();
            prop_assert_eq!(count(&rule, &reversed).number, answer.number);
        }
    }

    #[test]
    fn a_free_item_never_changes_the_number_and_another_always_does(
        items in prop::collection::vec(any_item(), 0..12), more in any_item(),
    ) {
        for rule in all_rules() {
            let before = count(&rule, &items).number;
            let mut items = items.clone();
            items.push(more.clone());
            let after = count(&rule, &items).number;
            prop_assert_eq!(after > before, judge(&rule, &more).is_ok());
            prop_assert_eq!(after - before, users_of(&rule, &more));
        }
    }

    #[test]
    fn a_device_more_takes_no_user_or_one(devices in 0i64..1000) {
        let rule = control();
        let more = users_for(&rule, devices + 1) - users_for(&rule, devices);
        prop_assert_eq!(more, i64::from(devices > 0 && devices % 5 == 0));
        prop_assert_eq!(users_for(&rule, devices), 1.max((devices + 4) / 5));
    }

    #[test]
    fn admitted_means_the_count_stays_within_the_limit(
        items in prop::collection::vec(any_item(), 0..12), newcomer in any_item(), limit in 0i64..14,
    ) {
        for rule in all_rules() {
            let admitted = admit(&rule, Limit::Users(limit), &items, &newcomer);
            let before = count(&rule, &items).number;
            let after = before + users_of(&rule, &newcomer);
            prop_assert_eq!(admitted.is_ok(), after == before || after <= limit);
            prop_assert_eq!(admitted, admit_number(Limit::Users(limit), before, after - before));
            if let Err(LimitReached { way_out: WayOut::BuyUsers(more), .. }) = admitted {
                prop_assert!(admit(&rule, Limit::Users(limit + more), &items, &newcomer).is_ok());
                prop_assert!(admit(&rule, Limit::Users(limit + more - 1), &items, &newcomer).is_err());
            }
        }
    }

    #[test]
    fn the_users_that_an_extension_needs_are_enough_and_not_one_too_many(users in 0i64..50, used in 0i64..200) {
        let rule = CountingRule { extensions_per_user: 3.try_into().ok(), ..licensed() };
        let admitted = admit_extension(&rule, Limit::Users(users), used, ExtensionKind::Person);
        prop_assert_eq!(admitted.is_ok(), used < 3 * users);
        if let Err(ExtensionLimitReached { way_out: WayOut::BuyUsers(more), .. }) = admitted {
            prop_assert!(used < 3 * (users + more) && used >= 3 * (users + more - 1));
        }
        prop_assert!(admit_extension(&rule, Limit::Users(users), used, ExtensionKind::RingGroup).is_ok());
    }

    #[test]
    fn devices_do_not_depend_on_the_order_and_hold_each_address_once(
        bindings in prop::collection::vec(any_binding(), 0..40),
    ) {
        let seen = devices(&bindings, NOW_MS);
        let reversed: Vec<Binding> = bindings.iter().rev().cloned().collect();
        prop_assert_eq!(&devices(&reversed, NOW_MS), &seen);
        for (person, devices) in &seen {
            let bound = bindings.iter().filter(|one| one.person == *person && is_bound(one, NOW_MS));
            let mut expect: Vec<IpAddr> = bound.map(|one| one.address).collect();
            expect.sort();
            expect.dedup();
            let mut addresses: Vec<IpAddr> = devices.iter().flat_map(|one| one.addresses.clone()).collect();
            addresses.sort();
            prop_assert_eq!(addresses, expect);
            let links: Vec<&String> = devices.iter().flat_map(|one| &one.links).collect();
            let apart: std::collections::BTreeSet<&String> = links.iter().copied().collect();
            prop_assert_eq!(links.len(), apart.len(), "a link is one device's");
        }
    }

    #[test]
    fn add_ons_agree_only_if_each_has_the_bases_number(
        base in 0i64..5, users in prop::collection::vec(0i64..5, 0..4),
    ) {
        let add_ons: Vec<AddOn> = users.iter().map(|users| AddOn { id: "antivirus".into(), users: *users }).collect();
        let answer = check_add_ons(base, &add_ons);
        prop_assert_eq!(answer.is_ok(), users.iter().all(|users| *users == base));
        if let Err(differ) = answer {
            prop_assert_eq!(differ.differ.len(), users.iter().filter(|users| **users != base).count());
        }
    }
}
