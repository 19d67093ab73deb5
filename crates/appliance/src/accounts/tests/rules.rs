use crate::accounts::refusals::Refusal;
use crate::accounts::rules::*;
use proptest::prelude::*;

#[test]
fn domains() {
    let check = |text: &str, expect: Option<&str>| assert_eq!(domain(text).ok().as_deref(), expect, "{text}");
    check("bakery.test", Some("bakery.test"));
    check(" Bakery.TEST. ", Some("bakery.test"));
    check("bücher.example", Some("xn--bcher-kva.example"));
    check("xn--bcher-kva.example", Some("xn--bcher-kva.example"));
    check("a-1.b2.example", Some("a-1.b2.example"));
    for bad in [
        "", "bakery", ".test", "a..test", "-a.test", "a-.test", "a_b.test", "a b.test", "a@b.test", "1.2.3.4",
    ] {
        check(bad, None);
    }
    check(&format!("{}.test", "a".repeat(63)), Some(&format!("{}.test", "a".repeat(63))));
    check(&format!("{}.test", "a".repeat(64)), None);
    check(&format!("{}test", "a.".repeat(125)), None);
}

#[test]
fn addresses() {
    let check = |text: &str, expect: Option<&str>| {
        assert_eq!(own_address(text).ok().map(|(address, _)| address).as_deref(), expect, "{text}");
    };
    check("Anna@Bakery.Test", Some("anna@bakery.test"));
    check(" anna.de-vries_2@bakery.test ", Some("anna.de-vries_2@bakery.test"));
    check("anna@bücher.example", Some("anna@xn--bcher-kva.example"));
    for bad in
        ["anna", "@bakery.test", "anna@", "an na@bakery.test", "anna+x@bakery.test", ".anna@bakery.test"]
    {
        check(bad, None);
    }
    for bad in ["a..b@bakery.test", "anna@bakery", "ann/a@bakery.test", "anna@@bakery.test", "ä@bakery.test"]
    {
        check(bad, None);
    }
    check(&format!("{}@bakery.test", "a".repeat(65)), None);
}

#[test]
fn passwords() {
    let check = |text: &str, expect: Result<(), Refusal>| {
        assert_eq!(password(text, "stroopwafels@bakery.test", "Anna de Vries"), expect, "{text}");
    };
    check("drie broden en een taart", Ok(()));
    check("ünïcödé-12", Ok(()));
    check("kort12345", Err(Refusal::PasswordTooShort));
    check("ééééééééé", Err(Refusal::PasswordTooShort));
    check("", Err(Refusal::PasswordTooShort));
    check(&"x1".repeat(256), Ok(()));
    check(&"x1y".repeat(171), Err(Refusal::PasswordTooLong));
    check("Stroopwafels@Bakery.test", Err(Refusal::PasswordIsAddress));
    check("stroopwafels", Err(Refusal::PasswordIsAddress));
    check("anna de VRIES", Err(Refusal::PasswordIsAddress));
    check("Wachtwoord123", Err(Refusal::PasswordCommon));
    check("zzzzzzzzzzzz", Err(Refusal::PasswordCommon));
}

#[test]
fn names_quotas_and_targets() {
    assert_eq!(person_name("  Anna "), Ok("Anna".to_string()));
    for bad in ["", "  ", "An\nna", &"a".repeat(201)] {
        assert_eq!(person_name(bad), Err(Refusal::NameInvalid), "{bad}");
    }
    assert_eq!(
        (quota(None), quota(Some(1)), quota(Some(0))),
        (Ok(None), Ok(Some(1)), Err(Refusal::QuotaInvalid))
    );
    assert_eq!(targets(&["A@b.test", " A@b.test", ""]), Ok(vec!["A@b.test".to_string()]));
    assert_eq!(targets(&[" "]), Err(Refusal::TargetsMissing));
    assert_eq!(targets(&["bakery.test"]), Err(Refusal::TargetInvalid("bakery.test".into())));
    let many: Vec<String> = (0..101).map(|n| format!("a{n}@b.test")).collect();
    assert_eq!(targets(&many), Err(Refusal::TooManyTargets(MOST_TARGETS)));
}

fn others(pairs: &[(&str, &str)]) -> Aliases {
    pairs.iter().map(|(alias, target)| (alias.to_string(), vec![target.to_string()])).collect()
}

#[test]
fn loops() {
    let check = |alias: &str, target: &str, known: &[(&str, &str)], through: Option<&str>| {
        let expect = through.map_or(Ok(()), |through| {
            Err(Refusal::AliasLoop { alias: alias.into(), through: through.into() })
        });
        assert_eq!(no_loop(alias, &[target.to_string()], &others(known)), expect, "{alias} → {target}");
    };
    check("a@x.test", "b@x.test", &[], None);
    check("a@x.test", "a@x.test", &[], Some("a@x.test"));
    check("a@x.test", "A+news@x.test", &[], Some("a@x.test"));
    check("a@x.test", "b@x.test", &[("b@x.test", "a@x.test")], Some("b@x.test"));
    check("a@x.test", "b@x.test", &[("b@x.test", "c@x.test"), ("c@x.test", "A@x.test")], Some("c@x.test"));
    check("a@x.test", "b@x.test", &[("b@x.test", "c@x.test"), ("c@x.test", "d@x.test")], None);
}

proptest! {
    #[test]
    fn whatever_is_accepted_stays_as_it_is(text in "[a-zA-Z0-9._@ü-]{1,40}") {
        if let Ok((address, _)) = own_address(&text) {
            prop_assert_eq!(own_address(&address).map(|(again, _)| again), Ok(address));
        }
    }

    #[test]
    fn a_loop_check_always_ends(edges in proptest::collection::vec((0u8..6, 0u8..6), 0..20), from in 0u8..6, to in 0u8..6) {
        let name = |n: u8| format!("{n}@x.test");
        let mut known = Aliases::new();
        for (alias, target) in edges {
            known.entry(name(alias)).or_default().push(name(target));
        }
        known.remove(&name(from));
        let refused = no_loop(&name(from), &[name(to)], &known).is_err();
        // Mail comes back exactly if `from` can be reached from `to`.
        let mut reached = vec![name(to)];
        let mut at = 0;
        while at < reached.len() {
            for next in known.get(&reached[at]).cloned().unwrap_or_default() {
                if !reached.contains(&next) { reached.push(next); }
            }
            at += 1;
        }
        prop_assert_eq!(refused, reached.contains(&name(from)));
    }
}
