//! What holds for every licence, day and number.

use super::*;
use jiff::Span;
use proptest::prelude::*;

const ADD_ONS: [&str; 2] = ["antivirus", "activesync"];

prop_compose! {
    fn any_held()(packs in 0i64..40, which in 0usize..4, years in 1i64..5) -> Held {
        let add_ons: Vec<&str> = (0..2).filter(|bit| which >> bit & 1 == 1).map(|bit| ADD_ONS[bit]).collect();
        let mut held = held(5 + 5 * packs, &add_ons);
        let had = held.maintenance.as_mut().unwrap();
        had.last_day = hostler_licence::ledger::renewed(had, years - 1);
        held.years = years;
        held
    }
}

fn days_later(days: i64) -> Date {
    day("2026-01-15").checked_add(Span::new().days(days)).unwrap()
}

fn net(on: Date, wish: &Wish, held: &Held) -> i64 {
    quoted(on, wish, Some(held)).unwrap().net_minor
}

proptest! {
    #[test]
    fn l5_packs_together_cost_as_packs_one_after_the_other(
        held in any_held(), first in 1i64..20, second in 1i64..20, days in 0i64..2000,
    ) {
        let on = days_later(days);
        let together = net(on, &more(5 * (first + second)), &held);
        let one = quoted(on, &more(5 * first), Some(&held)).unwrap();
        let other = net(on, &more(5 * second), &then(&held, &one));
        prop_assert_eq!(together, one.net_minor + other);
    }

    #[test]
    fn l1_a_licence_bought_at_once_never_costs_more_than_one_that_grows(
        packs in 1i64..40, which in 0usize..4, days in 0i64..700,
    ) {
        let add_ons: Vec<&str> = (0..2).filter(|bit| which >> bit & 1 == 1).map(|bit| ADD_ONS[bit]).collect();
        let on = days_later(days);
        let at_once = quoted(on, &Wish::New(new(5 + 5 * packs, &add_ons)), None).unwrap().net_minor;
        let small = quoted(on, &Wish::New(new(5, &add_ons)), None).unwrap().net_minor;
        let grown = small + net(on, &more(5 * packs), &held(5, &add_ons));
        prop_assert!(at_once <= grown, "{} {}", at_once, grown);
        // Before registration it is the same.
        let fresh = Held { maintenance: None, ..held(5, &add_ons) };
        prop_assert_eq!(at_once, small + net(on, &more(5 * packs), &fresh));
    }

    #[test]
    fn p10_an_add_on_before_or_after_more_users_costs_the_same(
        packs in 0i64..40, added in 1i64..20, days in 0i64..400,
    ) {
        let (held, on) = (held(5 + 5 * packs, &[]), days_later(days));
        let users = quoted(on, &more(5 * added), Some(&held)).unwrap();
        let users_first = users.net_minor + net(on, &add_on("antivirus"), &then(&held, &users));
        let with = quoted(on, &add_on("antivirus"), Some(&held)).unwrap();
        let add_on_first = with.net_minor + net(on, &more(5 * added), &then(&held, &with));
        // Each pack is rounded, and each add-on as a whole.
        prop_assert!((users_first - add_on_first).abs() <= added + 1, "{users_first} {add_on_first}");
    }

    #[test]
    fn l5_renewing_before_or_after_more_users_costs_the_same(
        held in any_held(), added in 1i64..20, years in 1i64..4, days in 0i64..365,
    ) {
        let on = days_later(days);
        let users = quoted(on, &more(5 * added), Some(&held)).unwrap();
        let users_first = users.net_minor + net(on, &renew(years), &then(&held, &users));
        let renewed = quoted(on, &renew(years), Some(&held)).unwrap();
        let renewal_first = renewed.net_minor + net(on, &more(5 * added), &then(&held, &renewed));
        prop_assert!((users_first - renewal_first).abs() <= added + 1, "{users_first} {renewal_first}");
    }

    #[test]
    fn d7_waiting_gives_no_year_away(packs in 0i64..40, late in 0i64..3000, years in 1i64..10) {
        let held = held(5 + 5 * packs, &[]);
        let (early, late) = (days_later(100), days_later(400 + late));
        let needed = super::super::years_offered(&held, late);
        let years = years.max(needed);
        if years <= MOST_YEARS {
            let (early, late) = (quoted(early, &renew(years), Some(&held)), quoted(late, &renew(years), Some(&held)));
            let (early, late) = (early.unwrap(), late.unwrap());
            prop_assert_eq!(early.net_minor, late.net_minor);
            prop_assert_eq!(early.after, late.after);
        }
    }

    #[test]
    fn the_sum_is_that_of_the_lines_and_vat_is_rounded_once(held in any_held(), users in 1i64..300, days in 0i64..900) {
        let quote = quoted(days_later(days), &more(users), Some(&held)).unwrap();
        let sum: i64 = quote.lines.iter().map(|line| line.amount_minor).sum();
        prop_assert_eq!(quote.net_minor, sum);
        prop_assert_eq!(quote.vat_minor, hostler_kit::money::vat_minor(sum, 2100));
        prop_assert_eq!(quote.gross_minor, sum + quote.vat_minor);
        prop_assert!(quote.after.users >= held.users + users && quote.after.users < held.users + users + 5);
    }
}
