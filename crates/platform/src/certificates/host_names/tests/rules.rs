use crate::certificates::host_names::model::{Found, HostName, Own, Verdict, Whose};
use crate::certificates::host_names::rules::{
    is_to_be_told, judge, lapses, look_again_ms, lost_at_ms, publish, publish_addresses, read,
};
use hostler_kit::http::Refuse;
use hostler_kit::id::Id;
use hostler_kit::random::Random;

const DAY: i64 = 86_400_000;

fn name() -> HostName {
    HostName {
        lost_at_ms: None,
        lost_told_at_ms: None,
        server_id: Id::new(0, &Random::seeded(1)),
        name: "mail.bakkerij.example".into(),
        place: 1,
        added_at_ms: 0,
        proven_at_ms: None,
        looked_up_at_ms: None,
        verdict: String::new(),
        found: String::new(),
        addresses: String::new(),
        look_at_ms: 0,
    }
}

#[test]
fn a_name_is_read_as_dns_has_it() {
    for (typed, expect) in [
        ("mail.bakkerij.example", Ok("mail.bakkerij.example")),
        (" Mail.Bakkerij.Example. ", Ok("mail.bakkerij.example")),
        ("bakkerij.example", Ok("bakkerij.example")),
        ("post.bäckerei.example", Ok("post.xn--bckerei-5wa.example")),
        ("xn--bckerei-5wa.example", Ok("xn--bckerei-5wa.example")),
        ("mailhostler.test", Ok("mailhostler.test")),
        ("mail", Err("host-name-malformed")),
        ("", Err("host-name-malformed")),
        ("192.0.2.1", Err("host-name-malformed")),
        ("[2001:db8::1]", Err("host-name-malformed")),
        ("https://mail.bakkerij.example", Err("host-name-malformed")),
        ("*.bakkerij.example", Err("host-name-malformed")),
        ("mail_1.bakkerij.example", Err("host-name-malformed")),
        ("mail%2ebakkerij.example", Err("host-name-malformed")),
        ("-mail.bakkerij.example", Err("host-name-malformed")),
        ("hostler.test", Err("host-name-providers")),
        ("bakkerij.hostler.test", Err("host-name-providers")),
    ] {
        let found = read(typed, "hostler.test");
        assert_eq!(found.as_deref().map_err(Refuse::code), expect, "{typed}");
    }
    assert_eq!(
        HostName { name: "post.xn--bckerei-5wa.example".into(), ..name() }.written(),
        "post.bäckerei.example"
    );
}

#[test]
fn what_dns_comes_to() {
    let alias: &[&str] = &["bakkerij.hostler.test"];
    let (own, shared, unknown) = (Whose::ItsOwn, Whose::Several, Whose::NotKnown);
    for (addresses, aliases, whose, expect) in [
        (&["192.0.2.1"][..], alias, own, Verdict::Good),
        (&["192.0.2.1"], &[], own, Verdict::Good),
        (&["192.0.2.1"], &[], shared, Verdict::NeedsAlias),
        (&["192.0.2.1"], alias, shared, Verdict::Good),
        (&["192.0.2.1"], &[], unknown, Verdict::Unknown),
        (&["192.0.2.1"], alias, unknown, Verdict::Good),
        (&["192.0.2.1"], &["winkel.hostler.test"], shared, Verdict::NeedsAlias),
        (&["192.0.2.1", "198.51.100.7"], &[], own, Verdict::Partly),
        (&["198.51.100.7"], &[], own, Verdict::Elsewhere),
        (&["198.51.100.7"], alias, own, Verdict::Elsewhere),
        (&[], alias, own, Verdict::Nothing),
    ] {
        let found = Found {
            addresses: addresses.iter().map(|address| address.parse().unwrap()).collect(),
            aliases: aliases.iter().map(ToString::to_string).collect(),
        };
        let own = Own {
            host: "bakkerij.hostler.test".into(),
            addresses: vec!["192.0.2.1".parse().unwrap()],
            whose,
        };
        assert_eq!(judge(&found, &own), expect, "{addresses:?} {aliases:?} {whose:?}");
    }
    let nowhere = Own { host: "bakkerij.hostler.test".into(), addresses: Vec::new(), whose: own };
    assert_eq!(
        judge(&Found::default(), &nowhere),
        Verdict::Unknown,
        "the provider's own name has no address"
    );
}

#[test]
fn a_claim_that_comes_to_nothing_lapses() {
    let verdict = |verdict: Verdict| HostName { verdict: verdict.as_str().into(), ..name() };
    assert!(!lapses(&name(), 7 * DAY) && lapses(&name(), 7 * DAY + 1));
    assert!(!lapses(&verdict(Verdict::Good), 400 * DAY));
    let lost = HostName { proven_at_ms: Some(100 * DAY), ..verdict(Verdict::Elsewhere) };
    assert!(!lapses(&lost, 130 * DAY) && lapses(&lost, 130 * DAY + 1));
}

#[test]
fn who_waits_is_looked_after_more_often() {
    let minutes = |now_ms: i64, verdict: Verdict| {
        (look_again_ms(&HostName { verdict: verdict.as_str().into(), ..name() }, now_ms) - now_ms) / 60_000
    };
    let hour = 3_600_000;
    assert_eq!(
        [0, hour, DAY].map(|now_ms| minutes(now_ms, Verdict::Nothing)),
        [2, 10, 60],
        "a new name, one of an hour, one of a day"
    );
    assert_eq!(minutes(0, Verdict::Good), 360);
}

#[test]
fn the_records_to_publish() {
    let name = HostName { addresses: "192.0.2.1 2001:db8::1".into(), ..name() };
    assert_eq!(
        publish(&name, "bakkerij.hostler.test"),
        ["mail.bakkerij.example. CNAME bakkerij.hostler.test."]
    );
    assert_eq!(
        publish_addresses(&name),
        ["mail.bakkerij.example. A 192.0.2.1", "mail.bakkerij.example. AAAA 2001:db8::1"]
    );
}

#[test]
fn a_name_is_lost_when_it_led_here_and_leads_elsewhere() {
    let own = |verdict: Verdict, proven: Option<i64>, lost: Option<i64>| HostName {
        verdict: verdict.as_str().into(),
        proven_at_ms: proven,
        lost_at_ms: lost,
        ..name()
    };
    for (name, expect) in [
        (own(Verdict::Good, Some(1), Some(5)), None),
        (own(Verdict::Nothing, None, None), None),
        (own(Verdict::Nothing, Some(1), None), Some(9)),
        (own(Verdict::Elsewhere, Some(1), Some(5)), Some(5)),
        // Where DNS does not answer, it is as it was.
        (own(Verdict::Unknown, Some(1), None), None),
        (own(Verdict::Unknown, Some(1), Some(5)), Some(5)),
    ] {
        assert_eq!(lost_at_ms(&name, 9), expect, "{name:?}");
    }
    let lost = own(Verdict::Nothing, Some(1), Some(0));
    let hour = 60 * 60_000;
    assert!(!is_to_be_told(&lost, hour - 1) && is_to_be_told(&lost, hour));
    assert!(!is_to_be_told(&HostName { lost_told_at_ms: Some(hour), ..lost }, 50 * hour), "once");
}
