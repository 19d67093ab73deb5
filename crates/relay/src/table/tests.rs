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
    let settings = table.primary("bakery").unwrap();
    let known = |domain: &str| Verdict::Known(settings.clone(), domain.into());
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
        (Mode::RefuseWhileUp, State::Unwatched, Seen::Up, false),
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

/// Server number so many, with a domain of its own.
fn numbered(number: u32) -> PrimarySettings {
    let domain =
        |name: String| DomainSettings { name, recipients: vec!["info".into()], recipients_file: None };
    let domains = vec![domain(format!("d{number}.test"))];
    PrimarySettings { name: format!("server-{number}"), domains, ..bakery() }
}

#[test]
fn k3_a_change_of_one_server_touches_the_others_not() {
    let all: Vec<PrimarySettings> = (0..5_000).map(numbered).collect();
    let before = Table::new(&all).unwrap();
    let down = PrimarySettings { state: State::Down, ..numbered(7) };
    let after = before.changed(&[Change::Put(Box::new(down)), Change::Remove("server-8".into())]).0;
    assert!(after.primaries.unlike(&before.primaries) <= 2 && after.domains.unlike(&before.domains) <= 2);
    let state = |table: &Table, name: &str| table.primary(name).map(|primary| primary.state);
    assert_eq!(state(&before, "server-7"), Some(State::Unwatched), "the one before stays as it was");
    assert_eq!((state(&after, "server-7"), state(&after, "server-8")), (Some(State::Down), None));
    assert_eq!(after.verdict("info@d8.test"), Verdict::NotOurs);
    assert_eq!(after.primaries().count(), 4_999);
    let same = |number: u32| {
        let name = format!("server-{number}");
        Arc::ptr_eq(before.primary(&name).unwrap(), after.primary(&name).unwrap())
    };
    assert!((9..5_000).all(same));
}

#[test]
fn a_domain_moves_from_one_server_to_another_in_one_change() {
    let table = Table::new(&[numbered(1), numbered(2)]).unwrap();
    let domains = |numbers: [u32; 2]| numbers.map(numbered).map(|one| one.domains[0].clone()).to_vec();
    let greedy = PrimarySettings { domains: domains([1, 2]), ..numbered(1) };
    let put = |primary: &PrimarySettings| Change::Put(Box::new(primary.clone()));
    let twice = LeftOut { primary: "server-1".into(), why: WrongTable::DomainTwice("d2.test".into()) };
    for changes in [vec![put(&greedy)], vec![put(&greedy), put(&numbered(2))]] {
        let (after, left_out) = table.changed(&changes);
        assert_eq!(left_out, std::slice::from_ref(&twice));
        assert_eq!(after.primary_of("d2.test").unwrap().name, "server-2");
        assert_eq!(after.domains_of("server-1"), ["d1.test"], "it stays as it was");
    }
    let poor = PrimarySettings { domains: vec![], ..numbered(2) };
    for changes in [[put(&greedy), put(&poor)], [put(&poor), put(&greedy)]] {
        let (table, left_out) = table.changed(&changes);
        assert_eq!(left_out, []);
        assert_eq!(table.primary_of("d2.test").unwrap().name, "server-1");
        assert_eq!(table.domains_of("server-2"), [] as [String; 0]);
    }
}

/// Server number so many, with a name more that is no domain.
fn wrong(number: u32, name: &str) -> PrimarySettings {
    let mut one = numbered(number);
    one.domains.insert(0, DomainSettings { name: name.into(), ..DomainSettings::default() });
    one
}

#[test]
fn k3_a_server_that_cannot_be_used_keeps_back_no_other() {
    let table = Table::new(&[numbered(1), numbered(2)]).unwrap();
    let put = |primary: PrimarySettings| Change::Put(Box::new(primary));
    for name in ["ab--cd.example", "xn--a.example"] {
        let (table, left_out) = table.changed(&[put(wrong(1, name)), put(numbered(3)), put(wrong(4, name))]);
        let why = WrongTable::NoDomain(name.into());
        let of = |primary: &str| LeftOut { primary: primary.into(), why: why.clone() };
        assert_eq!(left_out, [of("server-1"), of("server-4")]);
        let known =
            |number: u32| matches!(table.verdict(&format!("info@d{number}.test")), Verdict::Known(..));
        assert_eq!([1, 2, 3, 4].map(known), [true, true, true, false], "what was known is known");
        let (table, left_out) =
            Table::usable(&[wrong(1, name), numbered(2), wrong(4, "d2.test"), numbered(2)]);
        let twice = [WrongTable::DomainTwice("d2.test".into()), WrongTable::PrimaryTwice("server-2".into())];
        assert_eq!(left_out.iter().map(|one| one.why.clone()).collect::<Vec<_>>()[1..], twice);
        assert_eq!(left_out[0], of("server-1"));
        let known =
            |number: u32| matches!(table.verdict(&format!("info@d{number}.test")), Verdict::Known(..));
        assert_eq!([1, 2, 4].map(known), [true; 3], "a domain is left out alone");
    }
}
