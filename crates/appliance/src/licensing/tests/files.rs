use super::stage::{Bakery, key, keyring, revocations, ring, root_key, signer};
use crate::testing::each;
use hostler_licence::counting::AddOn;
use hostler_licence::file::Licence;
use hostler_licence::keyring::{Keyring, RingKey};
use hostler_licence::signed::{key_id, sign};
use std::os::unix::fs::PermissionsExt;

#[tokio::test]
async fn l12_each_bad_licence_file_has_its_own_refusal_and_changes_nothing() {
    each(|db| async move {
        let bakery = Bakery::alone(db).await;
        let good = bakery.licence(5);
        let text = sign(&good, &signer());
        assert_eq!(bakery.install_text(&text).await.unwrap_err(), "keyring-missing");
        bakery.install(&good).await.unwrap();
        let before = bakery.stand();
        let signed = |licence: Licence| sign(&licence, &signer());
        let by_stranger = Licence { key_id: key_id(&key(9).verifying_key()), ..bakery.licence(6) };
        let uneven = vec![AddOn { id: "antivirus".into(), users: 10 }];
        let mut altered = text.clone().into_bytes();
        altered[60] ^= 1;
        for (text, expect) in [
            (String::new(), "licence-file-missing"),
            ("Dear customer, here is your licence.".to_string(), "file-no-document"),
            (String::from_utf8_lossy(&altered).into_owned(), "file-altered"),
            (text[..text.len() - 1].to_string(), "file-cut-short"),
            (text.replacen("-1.", "-2.", 1), "file-newer-format"),
            (text.replacen("licence", "request", 1), "file-other-kind"),
            (sign(&by_stranger, &key(9)), "file-key-unknown"),
            ("x".repeat(300_000), "file-too-long"),
            (signed(Licence { product: "control".into(), ..bakery.licence(6) }), "licence-other-product"),
            (signed(Licence { machines: vec!["k9".into()], ..bakery.licence(6) }), "licence-other-machine"),
            (signed(Licence { add_ons: uneven, ..bakery.licence(6) }), "add-on-users-differ"),
            (signed(bakery.licence(4)), "licence-older"),
        ] {
            let short: String = text.chars().take(40).collect();
            assert_eq!(bakery.install_text(&text).await.map(|_| ()), Err(expect.to_string()), "{short}");
            assert_eq!(bakery.look().await, before, "{short}");
        }
        assert_eq!(bakery.install_text(&text).await.unwrap(), before, "the same once more is fine");
    })
    .await;
}

fn changed(number: i64, change: fn(&mut RingKey)) -> String {
    let mut ring: Keyring = ring(number);
    change(&mut ring.keys[0]);
    sign(&ring, &root_key())
}

#[tokio::test]
async fn l12_keys_are_retired_and_withdrawn_here_too() {
    each(|db| async move {
        let bakery = Bakery::licensed(db).await;
        let newer = sign(&bakery.licence(2), &signer());
        let retired = changed(2, |key| key.retired_at_ms = Some(1_000_000));
        assert_eq!(
            bakery.install_text(&format!("{retired}\n{newer}")).await.unwrap_err(),
            "file-key-retired"
        );
        let bakery_stands = bakery.look().await;
        assert!(bakery_stands.in_force().is_none(), "its file says to be issued after that");
        let back = changed(3, |_| {});
        assert!(bakery.install_text(&format!("{back}\n{newer}")).await.unwrap().in_force().is_some());
        let revoked = changed(4, |key| key.revoked_at_ms = Some(1));
        assert_eq!(
            bakery.install_text(&format!("{revoked}\n{newer}")).await.unwrap_err(),
            "file-key-revoked"
        );
        assert_eq!(bakery.look().await.locked().map(|why| why.code()), Some("licence-revoked"));
        assert_eq!(
            bakery.install_text(&format!("{}\n{newer}", keyring(3))).await.unwrap_err(),
            "file-key-revoked",
            "an older keyring does not bring the key back"
        );
    })
    .await;
}

#[tokio::test]
async fn l12_a_withdrawn_licence_locks_and_the_list_stays_known() {
    each(|db| async move {
        let bakery = Bakery::licensed(db).await;
        let list = revocations(1, &[("lic_bakery", 2)]);
        let newer = sign(&bakery.licence(2), &signer());
        assert_eq!(bakery.install_text(&format!("{list}\n{newer}")).await.unwrap_err(), "licence-revoked");
        assert_eq!(bakery.look().await.locked().map(|why| why.code()), Some("licence-revoked"));
        let after = bakery.install(&bakery.licence(3)).await.unwrap();
        assert!(after.in_force().is_some(), "one that was issued after it holds");
    })
    .await;
}

#[tokio::test]
async fn the_machines_file_is_roots_only_and_whole_or_not_there() {
    each(|db| async move {
        let bakery = Bakery::licensed(db).await;
        let mode = std::fs::metadata(bakery.file()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let machine = bakery.stand().machine.clone();
        std::fs::write(bakery.file().with_extension("new"), "{\"half").unwrap();
        assert_eq!(bakery.look().await.machine, machine, "a file that was being written is none");
        std::fs::write(bakery.file(), "{\"half").unwrap();
        let told = crate::licensing::look(bakery.app(), 0).await.unwrap_err().to_string();
        assert!(told.contains("machine.json is not whole"), "{told}");
        assert!(bakery.stand().in_force().is_some(), "what held before holds on");
    })
    .await;
}
