use super::*;
use crate::counting::{Basis, CountingRule, Holding, Source, Treatment};
use crate::file::{AddOn, Here, Licence, Maintenance, NotForHere, Revocations, Revoked};
use crate::keyring::{Keyring, RingKey};
use crate::registration::{self, GivenUp, Receipt};
use jiff::civil::date;

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn ring() -> Keyring {
    let ring_key = |seed: u8, kinds: &[&str]| RingKey {
        public: public_text(&key(seed).verifying_key()),
        kinds: kinds.iter().map(|kind| kind.to_string()).collect(),
        retired_at_ms: None,
        revoked_at_ms: None,
    };
    Keyring {
        key_id: key_id(&key(1).verifying_key()),
        issued_at_ms: 1,
        number: 1,
        keys: vec![ring_key(2, &["licence", "revocations"]), ring_key(3, &["release"])],
    }
}

fn licence() -> Licence {
    Licence {
        key_id: key_id(&key(2).verifying_key()),
        issued_at_ms: 1000,
        serial: 3,
        licence: "lic_bakery".into(),
        number: "L-000042".into(),
        vendor: "Hostler".into(),
        holder: "Bakkerij de Vries".into(),
        product: "connect".into(),
        edition: "standard".into(),
        price_class: "standard".into(),
        machines: vec!["k1".into()],
        users: 15,
        add_ons: vec![AddOn { id: "antivirus".into(), users: 15 }],
        bought: date(2026, 3, 1),
        parts_of_base: vec![],
        maintenance: Maintenance {
            first_day: date(2026, 3, 1),
            last_day: date(2027, 2, 28),
            zone: "Europe/Amsterdam".into(),
        },
        schemes: vec![],
        rule: CountingRule {
            product: "connect".into(),
            holding: Holding::Licence,
            version: 1,
            source: Source { requirement: "P1".into(), sentence: "Each mailbox counts.".into() },
            counts: Basis::Mailbox,
            disabled: Treatment::Counts,
            administrator: Treatment::Counts,
            guests: Treatment::Counts,
            devices_per_user: None,
            extensions_per_user: None,
        },
    }
}

fn code(text: &str, ring: &Keyring) -> &'static str {
    ring.open::<Licence>(text).map_or_else(|bad| bad.code(), |_| "good")
}

#[test]
fn l12_what_was_signed_is_read_again_however_mail_wraps_it() {
    let text = sign(&licence(), &key(2));
    assert_eq!(ring().open::<Licence>(&text), Ok(licence()));
    let wrapped: String =
        text.as_bytes().chunks(60).map(|line| format!("{}\r\n", String::from_utf8_lossy(line))).collect();
    assert_eq!(ring().open::<Licence>(&format!("\u{feff}\n {wrapped}\n")), Ok(licence()));
}

#[test]
fn l12_one_bit_anywhere_is_noticed() {
    let text = sign(&licence(), &key(2));
    for at in 0..text.len() {
        for bit in 0..7 {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            let Ok(altered) = String::from_utf8(bytes) else { continue };
            assert!(ring().open::<Licence>(&altered).is_err(), "bit {bit} of character {at}");
        }
    }
}

#[test]
fn l12_a_file_cut_short_says_so() {
    let text = sign(&licence(), &key(2));
    for length in 1..text.len() {
        let told = code(&text[..length], &ring());
        let in_payload = text.matches('.').count() == 2 && text[..length].matches('.').count() >= 1;
        assert!(told == "file-cut-short" || (in_payload && told == "file-altered"), "{length}: {told}");
    }
    assert_eq!(code("", &ring()), "file-empty");
    assert_eq!(code(&text[..text.len() - 1], &ring()), "file-cut-short");
    assert_eq!(code(&"x".repeat(LONGEST + 1), &ring()), "file-too-long");
    assert_eq!(code("Dear customer, here is your licence.", &ring()), "file-no-document");
}

#[test]
fn l12_other_kinds_and_newer_forms_are_named() {
    let text = sign(&licence(), &key(2));
    assert_eq!(code(&text.replacen("-1.", "-2.", 1), &ring()), "file-newer-format");
    assert_eq!(code(&text.replacen("licence", "receipt", 1), &ring()), "file-other-kind");
    let other = Revocations { key_id: licence().key_id, issued_at_ms: 1, number: 1, revoked: vec![] };
    assert_eq!(code(&sign(&other, &key(2)), &ring()), "file-other-kind");
}

#[test]
fn l12_keys_are_retired_and_withdrawn() {
    let text = sign(&licence(), &key(2));
    let with = |change: fn(&mut RingKey)| {
        let mut ring = ring();
        change(&mut ring.keys[0]);
        ring
    };
    assert_eq!(code(&text, &with(|key| key.retired_at_ms = Some(1001))), "good");
    assert_eq!(code(&text, &with(|key| key.retired_at_ms = Some(1000))), "file-key-retired");
    assert_eq!(code(&text, &with(|key| key.revoked_at_ms = Some(5000))), "file-key-revoked");
    assert_eq!(code(&text, &with(|key| key.kinds = vec!["release".into()])), "file-key-for-other");
    let stranger = Licence { key_id: key_id(&key(9).verifying_key()), ..licence() };
    assert_eq!(code(&sign(&stranger, &key(9)), &ring()), "file-key-unknown");
    assert_eq!(code(&sign(&licence(), &key(9)), &ring()), "file-altered", "says to be another's");
    let keyring = sign(&ring(), &key(1));
    let root = key(1).verifying_key();
    assert_eq!(Unverified::<Keyring>::read(&keyring).unwrap().verify(&root), Ok(ring()));
    let forged = Keyring { key_id: key_id(&key(9).verifying_key()), ..ring() };
    assert!(Unverified::<Keyring>::read(&sign(&forged, &key(9))).unwrap().verify(&root).is_err());
}

#[test]
fn l12_a_signed_text_with_a_field_more_is_not_guessed_at() {
    let mut value = serde_json::to_value(licence()).unwrap();
    value["only_on_sundays"] = true.into();
    let payload = URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("hostler-licence-1.{payload}");
    let signature = URL_SAFE_NO_PAD.encode(key(2).sign(signed.as_bytes()).to_bytes());
    assert_eq!(code(&format!("{signed}.{signature}"), &ring()), "file-malformed");
}

#[test]
fn l8_a_machine_speaks_for_itself_only() {
    let (id, public) = registration::identity(&key(7));
    let receipt = Receipt {
        key_id: id,
        issued_at_ms: 5,
        public_key: public,
        licence: "lic_bakery".into(),
        serial: 3,
        reason: GivenUp::Moved,
    };
    assert_eq!(registration::open::<Receipt>(&sign(&receipt, &key(7))), Ok(receipt.clone()));
    assert_eq!(registration::open::<Receipt>(&sign(&receipt, &key(8))), Err(BadDocument::Altered));
    let (other, _) = registration::identity(&key(8));
    let forged = Receipt { key_id: other, ..receipt };
    assert!(registration::open::<Receipt>(&sign(&forged, &key(8))).is_err());
}

#[test]
fn l8_l12_a_good_file_may_still_not_be_for_here() {
    let here = Here { product: "connect", machine: "k1", seen: &[], given_up: &[], revocations: None };
    let own = |serial| [("lic_bakery".to_string(), serial)];
    let revocations = Revocations {
        key_id: String::new(),
        issued_at_ms: 1,
        number: 1,
        revoked: vec![Revoked { licence: "lic_bakery".into(), up_to_serial: 3, reason: "returned".into() }],
    };
    let check = |licence: &Licence, here: Here, expect: &str| {
        assert_eq!(licence.fits(&here).map_or_else(|bad| bad.code(), |()| "good"), expect);
    };
    check(&licence(), Here { ..here }, "good");
    check(&licence(), Here { product: "control", ..here }, "licence-other-product");
    check(&licence(), Here { machine: "k2", ..here }, "licence-other-machine");
    check(&licence(), Here { seen: &own(3), ..here }, "good");
    check(&licence(), Here { seen: &own(4), ..here }, "licence-older");
    check(&licence(), Here { given_up: &own(3), ..here }, "licence-given-up");
    check(&licence(), Here { given_up: &own(2), ..here }, "good");
    check(&licence(), Here { revocations: Some(&revocations), ..here }, "licence-revoked");
    check(&Licence { serial: 4, ..licence() }, Here { revocations: Some(&revocations), ..here }, "good");
    let mut uneven = licence();
    uneven.add_ons[0].users = 10;
    let expect = NotForHere::AddOnUsers { add_on: "antivirus".into(), found: 10, users: 15 };
    assert_eq!(uneven.fits(&here), Err(expect));
}
