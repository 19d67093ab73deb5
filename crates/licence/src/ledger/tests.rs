use super::*;
use jiff::civil::date;
use proptest::prelude::*;

fn grant(key: &str, kind: GrantKind) -> Grant {
    Grant {
        key: key.into(),
        kind,
        product: "connect".into(),
        edition: "standard".into(),
        price_class: "standard".into(),
        users: 0,
        add_ons: BTreeMap::new(),
        years: 0,
    }
}

fn base(users: i64) -> Grant {
    Grant { users, ..grant("base", GrantKind::Base) }
}

fn pack(key: &str, users: i64) -> Grant {
    Grant { users, ..grant(key, GrantKind::Users) }
}

fn renewal(key: &str, years: i64) -> Grant {
    Grant { years, ..grant(key, GrantKind::Renewal) }
}

fn with(grant: Grant, add_on: &str, users: i64) -> Grant {
    Grant { add_ons: [(add_on.to_string(), users)].into(), ..grant }
}

const DAY: Date = date(2026, 3, 1);

fn registered(grants: &[Grant]) -> Ledger {
    Ledger::default().redeem(grants, DAY).unwrap().register(DAY)
}

fn last(ledger: &Ledger) -> Date {
    ledger.maintenance("Europe/Amsterdam").unwrap().last_day
}

#[test]
fn l1_l2_five_users_and_a_year_from_the_day_of_registration() {
    let ledger = Ledger::default().redeem(&[base(5)], date(2026, 1, 5)).unwrap();
    assert_eq!((ledger.users(), ledger.maintenance("Europe/Amsterdam")), (5, None));
    let ledger = ledger.register(date(2026, 3, 1));
    assert_eq!(last(&ledger), date(2027, 2, 28));
    assert_eq!(ledger.register(date(2026, 9, 9)), ledger, "a second registration starts nothing");
}

#[test]
fn l5_users_added_later_have_the_date_of_the_base() {
    let ledger = registered(&[base(5)]);
    let more = ledger.redeem(&[pack("pack", 5)], date(2026, 9, 1)).unwrap();
    assert_eq!((more.users(), last(&more)), (10, last(&ledger)));
}

#[test]
fn l6_a_renewal_goes_on_from_the_old_date_and_twice_changes_nothing() {
    let ledger = registered(&[base(5)]);
    for day in [date(2026, 5, 1), date(2027, 2, 28), date(2027, 11, 1)] {
        let renewed = ledger.redeem(&[renewal("r", 1)], day).unwrap();
        assert_eq!(last(&renewed), date(2028, 2, 29), "D7, redeemed on {day}");
        assert_eq!(renewed.redeem(&[renewal("r", 1), renewal("r", 1)], DAY), Ok(renewed));
    }
}

#[test]
fn l6_a_series_of_keys_in_one_step() {
    let ledger = registered(&[with(base(5), "antivirus", 5)]);
    let series = [with(pack("p", 5), "antivirus", 5), renewal("r", 2)];
    let more = ledger.redeem(&series, date(2026, 9, 1)).unwrap();
    assert_eq!((more.users(), last(&more)), (10, date(2029, 2, 28)));
    assert_eq!(more.add_ons(), [AddOn { id: "antivirus".into(), users: 10 }]);
    insta::assert_json_snapshot!(more.explain());
}

#[test]
fn d14_add_ons_that_differ_are_refused_whole_with_the_two_numbers() {
    let ledger = registered(&[with(base(5), "antivirus", 5)]);
    let refused = ledger.redeem(&[pack("p", 5), renewal("r", 1)], DAY);
    assert_eq!(refused, Err(Refused::AddOnUsers { add_on: "antivirus".into(), found: 5, users: 10 }));
    assert_eq!(ledger.users(), 5);
    let refused = ledger.redeem(&[with(grant("a", GrantKind::AddOn), "activesync", 10)], DAY);
    assert_eq!(refused, Err(Refused::AddOnUsers { add_on: "activesync".into(), found: 10, users: 5 }));
}

#[test]
fn l6_keys_that_do_not_belong_together_are_refused() {
    let ledger = registered(&[base(5)]);
    let check = |grant: Grant, code: &str| {
        assert_eq!(ledger.redeem(&[grant], DAY).map_err(|refused| refused.code()), Err(code));
    };
    check(Grant { key: "other".into(), ..base(5) }, "second-base-key");
    check(Grant { product: "control".into(), ..pack("p", 5) }, "key-other-product");
    check(Grant { edition: "fstek".into(), ..pack("p", 5) }, "key-other-edition");
    check(Grant { price_class: "edu".into(), ..pack("p", 5) }, "key-other-class");
    assert_eq!(Ledger::default().redeem(&[pack("p", 5)], DAY), Err(Refused::NoBase));
}

#[test]
fn l5_pro_rata_to_the_cent() {
    let maintenance = |first_day: Date, years| Maintenance {
        first_day,
        last_day: last_day(first_day, years),
        zone: "Europe/Amsterdam".into(),
    };
    let check = |yearly: i64, from: Date, years: i64, expect: i64| {
        assert_eq!(pro_rata(yearly, from, &maintenance(DAY, years)).amount_minor, expect, "{from} {years}");
    };
    check(36_500, DAY, 1, 36_500);
    check(36_500, date(2027, 2, 28), 1, 100);
    check(36_500, date(2026, 9, 1), 1, 18_100);
    check(36_500, date(2027, 3, 1), 1, 0);
    check(36_500, date(2030, 3, 1), 1, 0);
    check(36_600, date(2028, 2, 29), 2, 100);
    check(36_500, date(2026, 9, 1), 2, 54_600);
    // 8.25 × 181/365 = 4.0911
    check(825, date(2026, 9, 1), 1, 409);
    let leap = pro_rata(36_600, date(2028, 2, 28), &maintenance(date(2024, 2, 29), 4));
    assert_eq!(leap.parts, [Part { from: date(2028, 2, 28), days: 1, of: 366 }]);
}

#[test]
fn d7_how_many_years_bring_it_up_to_today() {
    let maintenance = registered(&[base(5)]).maintenance("Europe/Amsterdam").unwrap();
    for (today, years) in [
        (DAY, 1),
        (date(2027, 3, 1), 1),
        (date(2028, 2, 29), 1),
        (date(2028, 3, 1), 2),
        (date(2031, 1, 1), 4),
    ] {
        assert_eq!(years_to_cover(&maintenance, today), years, "{today}");
        assert!(renewed(&maintenance, years) >= today);
    }
}

fn any_grants() -> impl Strategy<Value = Vec<Grant>> {
    let one = (0..12usize, 0..3u8, 1..4i64).prop_map(|(name, kind, number)| match kind {
        0 => with(pack(&format!("p{name}"), 5 * number), "antivirus", 5 * number),
        1 => pack(&format!("q{name}"), 5 * number),
        _ => renewal(&format!("r{name}"), number),
    });
    prop::collection::vec(one, 0..10).prop_map(|mut grants| {
        // A key is good for one thing only.
        grants.sort_by(|left, right| left.key.cmp(&right.key));
        grants.dedup_by(|left, right| left.key == right.key);
        grants
    })
}

/// Redeems one after the other; what is refused is tried again as long as anything goes in.
fn all_of(grants: &[Grant], day: Date) -> Ledger {
    let mut ledger = registered(&[with(base(5), "antivirus", 5)]);
    loop {
        let before = ledger.clone();
        for grant in grants {
            ledger = ledger.redeem(std::slice::from_ref(grant), day).unwrap_or(ledger);
        }
        if ledger == before {
            return ledger;
        }
    }
}

fn sums(ledger: &Ledger) -> (i64, Vec<AddOn>, Date) {
    (ledger.users(), ledger.add_ons(), last(ledger))
}

proptest! {
    #[test]
    fn the_order_of_redemption_does_not_matter(grants in any_grants(), seed in any::<u64>(), later in 0..2000i64) {
        let mut shuffled = grants.clone();
        shuffled.sort_by_key(|grant| {
            grant.key.bytes().fold(seed, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()))
        });
        let day = DAY.checked_add(Span::new().days(later)).unwrap();
        prop_assert_eq!(sums(&all_of(&grants, DAY)), sums(&all_of(&shuffled, day)));
    }

    #[test]
    fn nothing_is_lost_nothing_is_given_away(grants in any_grants()) {
        let ledger = all_of(&grants, DAY);
        let taken: Vec<_> = grants.iter().filter(|grant| ledger.has(&grant.key)).collect();
        let users = 5 + taken.iter().map(|grant| grant.users).sum::<i64>();
        let years = 1 + taken.iter().map(|grant| grant.years).sum::<i64>();
        prop_assert_eq!(ledger.users(), users);
        prop_assert_eq!(last(&ledger), last_day(DAY, years));
        prop_assert!(ledger.add_ons().iter().all(|add_on| add_on.users == users));
        prop_assert_eq!(all_of(&[grants.clone(), grants].concat(), DAY), ledger);
    }

    #[test]
    fn pro_rata_splits_without_loss(yearly in 0..10_000_000i64, begin in 0..1500i64, years in 1..5i64, at in 0..1500i64) {
        let first_day = date(2023, 6, 15).checked_add(Span::new().days(begin)).unwrap();
        let maintenance = Maintenance { first_day, last_day: last_day(first_day, years), zone: "UTC".into() };
        let from = first_day.checked_add(Span::new().days(at)).unwrap();
        let whole = pro_rata(yearly, first_day, &maintenance);
        prop_assert_eq!(whole.amount_minor, yearly * years);
        let rest = pro_rata(yearly, from, &maintenance);
        prop_assert!(rest.amount_minor <= whole.amount_minor);
        let next = pro_rata(yearly, from.tomorrow().unwrap(), &maintenance);
        prop_assert!(next.amount_minor <= rest.amount_minor);
        let days: i64 = rest.parts.iter().map(|part| part.days).sum();
        let left = crate::standing::days_until(from, maintenance.last_day) + 1;
        prop_assert_eq!(days, left.max(0));
    }
}
