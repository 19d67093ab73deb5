use crate::engines::address::{domain, local, target};

#[test]
fn domains_have_one_form() {
    for (given, kept) in [
        ("bakery.test", "bakery.test"),
        ("Bakery.TEST.", "bakery.test"),
        ("Bücher.test", "xn--bcher-kva.test"),
        ("xn--bcher-kva.test", "xn--bcher-kva.test"),
    ] {
        assert_eq!(domain(given).unwrap(), kept);
    }
    for refused in ["", ".", "bakery", "ba kery.test", "bakery..test", "../etc.test", "a_b.test", "-x.test"] {
        assert!(domain(refused).is_err(), "{refused}");
    }
}

#[test]
fn addresses_have_one_form() {
    assert_eq!(local("Anna.de-Vries@Bücher.test").unwrap(), "anna.de-vries@xn--bcher-kva.test");
    assert_eq!(local("o'brien@bakery.test").unwrap(), "o'brien@bakery.test");
    let long = format!("{}@bakery.test", "a".repeat(65));
    for refused in [
        "",
        "anna",
        "@bakery.test",
        "..@bakery.test",
        ".@bakery.test",
        "a..b@bakery.test",
        "a/b@bakery.test",
        &long,
    ] {
        assert!(local(refused).is_err(), "{refused}");
    }
    for refused in
        ["anna+x@bakery.test", "a,b@bakery.test", "a b@bakery.test", "a\"b@bakery.test", "a\n@bakery.test"]
    {
        assert!(local(refused).is_err(), "{refused}");
    }
}

#[test]
fn targets_may_lie_elsewhere_and_keep_their_case() {
    assert_eq!(target("Anna+Bread@Elsewhere.example").unwrap(), "Anna+Bread@elsewhere.example");
    for refused in
        ["a,b@elsewhere.example", "|cat@x", "a b@elsewhere.example", "\"/etc/passwd\"@elsewhere.example"]
    {
        assert!(target(refused).is_err(), "{refused}");
    }
}
