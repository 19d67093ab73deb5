use super::*;

fn bakery() -> PrimarySettings {
    let told = r#"
        name = "bakery"
        next_hop = "10.83.0.2:25"
        addresses = ["2001:db8::2"]
        mode = "refuse-while-up"
        delimiter = "+"
        [[domain]]
        name = "Bakery.test"
        recipients = ["Anna", "bram+orders"]
        [[domain]]
        name = "bücher.test"
        recipients = ["josé"]
    "#;
    toml::from_str(told).unwrap()
}

#[test]
fn an_address_is_known_or_it_is_not() {
    let table = Table::new(&[bakery()]).unwrap();
    let known = |domain: &str| Verdict::Known(table.primaries()[0].clone(), domain.into());
    for (address, expect) in [
        ("anna@bakery.test", known("bakery.test")),
        ("ANNA@BAKERY.TEST", known("bakery.test")),
        ("anna+lists@bakery.test", known("bakery.test")),
        ("bram+orders@bakery.test", known("bakery.test")),
        ("bram@bakery.test", Verdict::NobodyOfThatName),
        ("cees@bakery.test", Verdict::NobodyOfThatName),
        ("josé@bücher.test", known("xn--bcher-kva.test")),
        ("José@xn--bcher-kva.test", known("xn--bcher-kva.test")),
        ("anna@cees.test", Verdict::NotOurs),
        ("anna@[10.83.0.2]", Verdict::NotOurs),
        ("anna", Verdict::NotOurs),
        ("", Verdict::NotOurs),
    ] {
        assert_eq!(table.verdict(address), expect, "{address}");
    }
}

#[test]
fn mail_is_refused_while_both_see_the_primary_up() {
    for (mode, state, seen, expect) in [
        (Mode::RefuseWhileUp, State::Up, Seen::Up, true),
        (Mode::RefuseWhileUp, State::Unwatched, Seen::Up, true),
        (Mode::RefuseWhileUp, State::Up, Seen::Down, false),
        (Mode::RefuseWhileUp, State::Up, Seen::NotYet, false),
        (Mode::RefuseWhileUp, State::Down, Seen::Up, false),
        (Mode::TakeAlways, State::Up, Seen::Up, false),
    ] {
        let primary = PrimarySettings { mode, state, ..bakery() };
        assert_eq!(primary.refuses(seen), expect, "{mode:?} {state:?} {seen:?}");
    }
}

#[test]
fn etrn_is_the_primarys_own() {
    for (address, expect) in [("10.83.0.2", true), ("2001:db8::2", true), ("10.83.0.3", false)] {
        assert_eq!(bakery().is_at(address.parse().unwrap()), expect, "{address}");
    }
}

#[test]
fn a_wrong_table_says_what_is_wrong() {
    let other = PrimarySettings { name: "cees".into(), ..bakery() };
    let nameless = DomainSettings { name: "not a domain".into(), ..DomainSettings::default() };
    for (primaries, expect) in [
        (vec![bakery(), bakery()], WrongTable::PrimaryTwice("bakery".into())),
        (vec![bakery(), other], WrongTable::DomainTwice("Bakery.test".into())),
        (
            vec![PrimarySettings { domains: vec![nameless], ..bakery() }],
            WrongTable::NoDomain("not a domain".into()),
        ),
    ] {
        assert_eq!(Table::new(&primaries).unwrap_err(), expect);
    }
}
