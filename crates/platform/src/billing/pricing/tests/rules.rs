use super::{october, server};
use crate::billing::pricing::*;
use crate::catalogue::{Catalogue, NoPrice};
use crate::metering::GB;
use proptest::prelude::*;

fn check(servers: Vec<ServerMonth>, expect: &[&str]) -> Vec<Line> {
    let lines = lines(&Catalogue::standard(), october(), servers).unwrap();
    let short = |line: &Line| {
        let server = line.server.as_deref().unwrap_or("-");
        let kind = serde_json::to_value(line.kind).unwrap();
        let cents = line.amount_minor;
        format!("{server} {} {} {} {cents}", line.product, kind.as_str().unwrap(), line.quantity)
    };
    assert_eq!(lines.iter().map(short).collect::<Vec<_>>(), expect);
    lines
}

#[test]
fn b3_ten_users_with_12_gb_are_10_users_and_2_gb() {
    let lines = check(
        vec![server(("anna", "bakery", "connect"), 10, Some(12 * GB))],
        &["bakery connect users 10 4950", "bakery connect storage 2 300"],
    );
    let Because::Storage { mean_bytes, allowance_bytes, users, days } = &lines[1].because else { panic!() };
    assert_eq!((*mean_bytes, *allowance_bytes, *users, days.len()), (12 * GB, 10 * GB, 10, 31));
    let Because::Users { peak_at, accounts, rule, .. } = &lines[0].because else { panic!() };
    assert_eq!((peak_at.as_str(), accounts.len()), ("2026-10-01T00:00:00+02:00", 10));
    assert_eq!(rule, "connect/hosted/1", "D15: the line names its rule");
}

#[test]
fn d1_5_operator_and_15_connect_users_get_10_percent_off_for_5() {
    let servers = vec![
        server(("anna", "telephone", "operator"), 5, None),
        server(("anna", "bakery", "connect"), 15, Some(GB)),
    ];
    let lines = check(
        servers,
        &[
            "bakery connect users 15 7425",
            "telephone operator users 5 3475",
            "- connect combination-discount 5 -248",
            "- operator combination-discount 5 -348",
        ],
    );
    assert_eq!((lines[2].unit_price_micro, lines[3].unit_price_micro), (-495_000, -695_000));
    let Because::CombinationDiscount { users, discount_permyriad, of_unit_price_micro } = &lines[2].because
    else {
        panic!()
    };
    let users: Vec<_> = users.iter().map(|entry| (entry.product.as_str(), entry.users)).collect();
    assert_eq!(users, [("connect", 15), ("operator", 5)]);
    assert_eq!((*discount_permyriad, *of_unit_price_micro), (1000, 4_950_000));
}

#[test]
fn d1_the_numbers_are_the_customers_over_all_its_servers_and_nobody_elses() {
    let servers = vec![
        server(("anna", "bakery", "connect"), 2, None),
        server(("anna", "shop", "connect"), 1, None),
        server(("anna", "telephone", "operator"), 7, None),
        server(("bram", "garage", "connect"), 4, None),
    ];
    check(
        servers,
        &[
            "bakery connect users 2 990",
            "shop connect users 1 495",
            "telephone operator users 7 4865",
            "- connect combination-discount 3 -148",
            "- operator combination-discount 3 -208",
            "garage connect users 4 1980",
        ],
    );
}

#[test]
fn nothing_gives_no_line() {
    check(vec![server(("anna", "bakery", "connect"), 0, None)], &[]);
    check(
        vec![server(("anna", "telephone", "operator"), 1, Some(90 * GB))],
        &["telephone operator users 1 695"],
    );
    check(vec![server(("anna", "bakery", "connect"), 0, Some(GB))], &["bakery connect storage 1 150"]);
    check(vec![], &[]);
}

#[test]
fn what_has_no_price_is_refused() {
    let offer = Catalogue::standard();
    let unknown = lines(&offer, october(), vec![server(("anna", "office", "fax"), 1, None)]);
    assert_eq!(unknown, Err(Unbillable::UnknownProduct("fax".into())));
    let early =
        lines(&offer, "2019-12".parse().unwrap(), vec![server(("anna", "bakery", "connect"), 1, None)]);
    assert!(matches!(early, Err(Unbillable::NoPrice(NoPrice { .. }))), "{early:?}");
}

#[test]
fn a_line_comes_back_from_its_json() {
    let servers = vec![
        server(("anna", "bakery", "connect"), 3, Some(9 * GB)),
        server(("anna", "telephone", "operator"), 2, None),
    ];
    for line in lines(&Catalogue::standard(), october(), servers).unwrap() {
        let json = serde_json::to_string(&line).unwrap();
        assert_eq!(serde_json::from_str::<Line>(&json).unwrap(), line, "{json}");
    }
}

proptest! {
    #[test]
    fn a_line_is_its_quantity_times_its_price_rounded_once(
        connect in 0i64..200, operator in 0i64..200, bytes in 0i64..500_000_000_000,
    ) {
        let servers = vec![
            server(("anna", "bakery", "connect"), connect, Some(bytes)),
            server(("anna", "telephone", "operator"), operator, None),
        ];
        for line in lines(&Catalogue::standard(), october(), servers).unwrap() {
            let exact = line.quantity * line.unit_price_micro;
            prop_assert!((exact - line.amount_minor * 10_000).abs() <= 5_000);
            prop_assert!(line.quantity > 0);
            if line.kind == Kind::CombinationDiscount {
                prop_assert_eq!(line.quantity, connect.min(operator));
                prop_assert!(line.amount_minor < 0 && line.server.is_none());
            }
        }
    }

    #[test]
    fn the_order_of_the_servers_does_not_matter(users in prop::collection::vec(0i64..30, 1..8)) {
        let servers: Vec<ServerMonth> = users.iter().enumerate().map(|(index, users)| {
            let (customer, product) = (["anna", "bram"][index % 2], ["connect", "operator"][index / 2 % 2]);
            server((customer, &format!("s{index}"), product), *users, Some(40 * GB))
        }).collect();
        let reversed = servers.iter().rev().cloned().collect();
        let offer = Catalogue::standard();
        prop_assert_eq!(lines(&offer, october(), servers), lines(&offer, october(), reversed));
    }
}
