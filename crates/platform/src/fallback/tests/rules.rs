use crate::catalogue::FallbackTerms;
use crate::fallback::Verdict;
use crate::fallback::rules::{Load, judge, may_claim, warnings};

#[test]
fn k3_warnings_by_age_and_room() {
    let terms = FallbackTerms { messages_per_server: 100, gb_per_server: 1, ..FallbackTerms::default() };
    let day = 86_400;
    for (messages, bytes, oldest_s, expect) in [
        (0, 0, 0, &[][..]),
        (1, 5, 3 * day - 1, &[]),
        (1, 5, 3 * day, &["days-3"]),
        (1, 5, 25 * day, &["days-3", "days-25"]),
        (89, 5, 0, &[]),
        (90, 5, 0, &["full"]),
        (1, 899_999_999, 0, &[]),
        (1, 900_000_000, 4 * day, &["days-3", "full"]),
    ] {
        let load = Load { messages, bytes, oldest_s };
        assert_eq!(warnings(load, &terms), expect, "{load:?}");
    }
}

#[test]
fn k3_mx_records_are_judged() {
    let hosts = ("bakkerij.hostler.test", "mx2.hostler.test");
    for (records, expect) in [
        (&[][..], Verdict::Nothing),
        (&[(10, hosts.0), (20, hosts.1)], Verdict::Good),
        (&[(10, hosts.0)], Verdict::NoFallback),
        (&[(10, hosts.0), (10, hosts.1)], Verdict::FallbackFirst),
        (&[(30, hosts.0), (20, hosts.1)], Verdict::FallbackFirst),
        (&[(10, hosts.1)], Verdict::Elsewhere),
        (&[(10, "mx.elsewhere.test")], Verdict::Elsewhere),
        (&[(5, "mx.elsewhere.test"), (10, hosts.0), (20, hosts.1)], Verdict::Good),
    ] {
        let records: Vec<(u16, String)> = records.iter().map(|(n, host)| (*n, host.to_string())).collect();
        assert_eq!(judge(&records, hosts), expect, "{records:?}");
    }
}

#[test]
fn below_the_providers_domain_a_server_has_its_own_name_alone() {
    let own = ("bakkerij.hostler.test", "hostler.test");
    for (domain, expect) in [
        ("bakery.test", true),
        ("bakkerij.hostler.test", true),
        ("hostler.test", false),
        ("bram.hostler.test", false),
        ("shop.bakkerij.hostler.test", false),
        ("nothostler.test", true),
    ] {
        assert_eq!(may_claim(domain, own), expect, "{domain}");
    }
}
