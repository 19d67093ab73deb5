use super::stage::{key, keyring, revocations, ring, root_key, signer};
use crate::licensing::model::{Memory, Serial};
use crate::licensing::register::{owner, partner};
use crate::licensing::rules::{documents, see, stricter, take_keyring, take_revocations};
use hostler_licence::keyring::Keyring;
use hostler_licence::registration::Owner;
use hostler_licence::signed::sign;
use hostler_licence::standing::Guard;

fn memory(started: i64, latest: i64) -> Memory {
    Memory { guard: Guard { latest_ms: latest }, ..Memory::fresh(started) }
}

#[test]
fn l12_of_two_memories_the_stricter_holds() {
    let root = root_key().verifying_key();
    let serial = |seen, given_up: Option<i64>| Serial { seen, given_up, given_up_at_ms: given_up };
    let one = Memory {
        serials: [("lic_a".into(), serial(3, Some(2))), ("lic_b".into(), serial(1, None))].into(),
        keyring: Some(keyring(2)),
        revocations: Some(revocations(1, &[])),
        ..memory(100, 5_000)
    };
    let other = Memory {
        serials: [("lic_a".into(), serial(2, None)), ("lic_c".into(), serial(9, None))].into(),
        keyring: Some(keyring(1)),
        revocations: Some(revocations(4, &[])),
        ..memory(50, 6_000)
    };
    let strict = stricter(one.clone(), other.clone(), &root);
    assert_eq!((strict.trial_started_at_ms, strict.guard.latest_ms), (50, 6_000));
    assert_eq!(strict.keyring, one.keyring);
    assert_eq!(strict.serials["lic_a"], serial(3, Some(2)));
    assert_eq!((strict.serials["lic_b"].seen, strict.serials["lic_c"].seen), (1, 9));
    assert_eq!(stricter(other, one, &root), strict, "in either order");
}

#[test]
fn l12_an_older_keyring_or_list_is_left_alone_and_a_forged_one_refused() {
    let root = root_key().verifying_key();
    let mut memory = memory(0, 0);
    assert!(
        take_revocations(&mut memory, &revocations(1, &[]), &root).is_err(),
        "nobody is known to sign yet"
    );
    take_keyring(&mut memory, &keyring(3), &root).unwrap();
    take_revocations(&mut memory, &revocations(5, &[("lic_a", 1)]), &root).unwrap();
    let before = memory.clone();
    take_keyring(&mut memory, &keyring(2), &root).unwrap();
    take_revocations(&mut memory, &revocations(4, &[]), &root).unwrap();
    assert_eq!(memory, before);
    let forged: Keyring = ring(9);
    assert!(take_keyring(&mut memory, &sign(&forged, &key(9)), &root).is_err());
    assert!(take_keyring(&mut memory, &sign(&forged, &signer()), &root).is_err());
    assert_eq!(memory, before);
}

#[test]
fn l12_a_clock_that_stands_still_does_not_make_the_trial_stand_still() {
    const HOUR: i64 = 3_600_000;
    let mut guard = Guard { latest_ms: 1_000 * HOUR };
    assert_eq!(see(&mut guard, 1_001 * HOUR, HOUR).now_ms, 1_001 * HOUR, "an honest clock is taken as it is");
    for hours in 1..=48 {
        assert_eq!(see(&mut guard, 900 * HOUR, HOUR).now_ms, (1_001 + hours) * HOUR);
    }
    assert!(see(&mut guard, 900 * HOUR, 0).set_back_ms.is_some());
}

#[test]
fn l7_documents_stand_one_after_another_and_mail_may_wrap_them() {
    let (ring, list) = (keyring(1), revocations(1, &[]));
    let wrapped: String = list
        .chars()
        .enumerate()
        .flat_map(|(at, c)| if at % 70 == 69 { vec![c, '\n'] } else { vec![c] })
        .collect();
    let text = format!("\u{feff}{ring}\r\n\r\n{wrapped}\n");
    let found = documents(&text);
    assert_eq!(found.len(), 2);
    assert!(found[1].starts_with("hostler-revocations-1.") && found[1].len() > list.len());
    assert_eq!(documents("Dear customer"), ["Dear customer"]);
    assert_eq!(documents(""), [""]);
}

#[test]
fn l7_who_and_where_within_their_bounds() {
    let code =
        |owned: Owner| owner(&owned).map_or_else(|error| hostler_kit::http::Refuse::code(&error), |_| "good");
    let anna = super::stage::owner();
    for (owned, expect) in [
        (anna.clone(), "good"),
        (Owner { company: " ".into(), ..anna.clone() }, "good"),
        (Owner { company: String::new(), name: " ".into(), ..anna.clone() }, "owner-missing"),
        (Owner { email: "anna".into(), ..anna.clone() }, "owner-email-invalid"),
        (Owner { email: "an na@bakery.test".into(), ..anna.clone() }, "owner-email-invalid"),
        (Owner { country: "nl".into(), ..anna.clone() }, "good"),
        (Owner { country: "NLD".into(), ..anna.clone() }, "owner-country-invalid"),
        (Owner { company: "x".repeat(201), ..anna.clone() }, "licence-text-long"),
    ] {
        assert_eq!(code(owned.clone()), expect, "{owned:?}");
    }
    assert_eq!(partner(Some(" ")).unwrap(), None);
    assert_eq!(partner(Some("K0123456789ABCDEF")).unwrap().unwrap(), "k0123456789abcdef");
    assert!(partner(Some("mail2.bakery.test")).is_err());
}
