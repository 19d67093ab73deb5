use super::vendor::Vendor;
use super::{Bakery, licence};
use crate::updates::{Held, Picture, UpdatesError, check, look};
use hostler_licence::keyring::Keyring;
use hostler_licence::release::{Manifest, Verdict};
use hostler_licence::signed::{SigningKey, key_id, sign};
use hostler_wire::channel::Channel;
use jiff::civil::date;

fn versions(picture: &Picture) -> Vec<&str> {
    picture.releases.iter().map(|offer| offer.version.as_str()).collect()
}

async fn refused(bakery: &Bakery) -> String {
    match check(&bakery.app).await {
        Err(UpdatesError::Refused(refused)) => refused.to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn l3_what_the_vendor_offers_is_shown_with_its_verdict() {
    let bakery = Bakery::new(licence(&[])).await;
    assert_eq!(look(&bakery.app).await.unwrap().asked_at_ms, None);
    bakery.vendor.offer_two();
    let picture = check(&bakery.app).await.unwrap();
    assert_eq!(versions(&picture), ["10.0.2", "10.0.1", "10.0.0"]);
    assert!(matches!(picture.releases[0].verdict, Verdict::Refused(_)));
    assert!(matches!(picture.releases[1].verdict, Verdict::Allowed(_)));
    assert_eq!((picture.newest.as_deref(), picture.released), (Some("10.0.1"), Some(date(2026, 3, 1))));
    assert_eq!(look(&bakery.app).await.unwrap(), picture, "it is remembered");
}

#[tokio::test]
async fn l3_what_the_vendor_did_not_sign_is_not_offered() {
    let bakery = Bakery::new(Held::Trial).await;
    let vendor = &bakery.vendor;
    let good = vendor.manifest("10.0.1", date(2026, 10, 1));
    let thief = SigningKey::from_bytes(&[9; 32]);
    let stolen =
        Manifest { key_id: key_id(&thief.verifying_key()), ..Vendor::plain("10.0.9", date(2026, 1, 1)) };
    let other = Manifest { product: "control".into(), ..Vendor::plain("10.0.8", date(2026, 1, 1)) };
    let mut altered = vendor.manifest("10.0.7", date(2027, 3, 1)).into_bytes();
    altered[60] ^= 1;
    let altered = String::from_utf8(altered).unwrap();
    vendor.offer(&[
        sign(&stolen, &thief),
        vendor.signed(other),
        altered,
        vendor.signed(Vendor::plain("10.x", date(2026, 1, 1))),
        good,
        "nonsense".into(),
    ]);
    let picture = check(&bakery.app).await.unwrap();
    assert_eq!(versions(&picture), ["10.0.1"]);
    let places: Vec<usize> = picture.rejected.iter().map(|one| one.place).collect();
    assert_eq!(places, [1, 2, 3, 4, 6], "{:?}", picture.rejected);
}

#[tokio::test]
async fn l12_a_keyring_counts_by_the_root_key_and_never_goes_back() {
    let bakery = Bakery::new(Held::Trial).await;
    let vendor = &bakery.vendor;
    let releases = vec![vendor.manifest("10.0.1", date(2026, 10, 1))];
    let channel =
        |keyring: String| Channel { product: "connect".into(), keyring, releases: releases.clone() };
    vendor.say(channel(vendor.keyring(3)));
    let good = check(&bakery.app).await.unwrap();
    let thief = SigningKey::from_bytes(&[9; 32]);
    let key_id = key_id(&thief.verifying_key());
    let own = Keyring { key_id, issued_at_ms: 0, number: 9, keys: vec![] };
    for (keyring, expect) in [
        (vendor.keyring(2), "number 2, and number 3 was seen"),
        (sign(&own, &thief), "cannot be trusted"),
        ("nonsense".to_string(), "cannot be trusted"),
    ] {
        vendor.say(channel(keyring));
        let said = refused(&bakery).await;
        assert!(said.contains(expect), "{said}");
        let picture = look(&bakery.app).await.unwrap();
        assert_eq!(versions(&picture), versions(&good), "what was known before stays");
        assert!(picture.unanswered.unwrap().contains(expect));
    }
    vendor.say(Channel { product: "control".into(), ..channel(vendor.keyring(4)) });
    assert!(refused(&bakery).await.contains("that of control"));
}

#[tokio::test]
async fn a_vendor_that_does_not_answer_changes_nothing() {
    let bakery = Bakery::new(Held::Trial).await;
    bakery.vendor.offer_two();
    let known = check(&bakery.app).await.unwrap();
    bakery.vendor.close().await;
    let said = refused(&bakery).await;
    assert!(said.contains("no answer"), "{said}");
    let picture = look(&bakery.app).await.unwrap();
    assert_eq!(picture.releases, known.releases);
    assert!(picture.unanswered.is_some());
}
