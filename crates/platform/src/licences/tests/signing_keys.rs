//! L12: keys are rotated and revoked, and products notice.

use super::*;
use crate::licences::check;
use crate::signing::{self, Keyholder, Purpose, root_public, rotate};
use crate::testing::{customer, go_to, on_each_engine};
use hostler_licence::file::Revocations;
use hostler_licence::signed::SigningKey;
use hostler_wire::registration::Standing;

#[tokio::test]
async fn l12_a_rotated_key_keeps_what_it_signed_and_signs_nothing_more() {
    on_each_engine(|app| async move {
        let (bakery, anna) = customer(&app, "anna").await;
        let keys = issued(&app, &bakery, &[base(), base()]).await;
        let mail = Box::new(1);
        let before = mail.registers(&app, &text(&keys[0]), &[]).await.unwrap();
        let root = root_public(&app).await.unwrap();
        let new = rotate(&app, &anna.actor(), Purpose::Licence).await.unwrap();
        assert_eq!(root_public(&app).await.unwrap(), root);
        let news = check(&app, &Check { keyring: 1, revocations: 1, ..mail.check(&before.licence, 1) })
            .await
            .unwrap();
        assert_eq!(news.standing, Standing::Current, "no file has to be made anew");
        let ring = keyring(&app, &news.keyring.unwrap()).await;
        assert_eq!(ring.number, 2);
        ring.open::<file::Licence>(&before.licence_file).expect("issued before");
        let after = Box::new(2).registers(&app, &text(&keys[1]), &[]).await.unwrap();
        assert_eq!(opened(&app, &after).await.key_id, new.id);
        assert_eq!(code(rotate(&app, &anna.actor(), Purpose::Root).await), "root-key-stays");
    })
    .await;
}

#[tokio::test]
async fn l12_what_a_revoked_key_signed_is_signed_anew_at_the_next_check() {
    on_each_engine(|app| async move {
        let (bakery, anna) = customer(&app, "anna").await;
        let keys = issued(&app, &bakery, &[base()]).await;
        let mail = Box::new(1);
        let before = mail.registers(&app, &text(&keys[0]), &[]).await.unwrap();
        let stolen = opened(&app, &before).await.key_id;
        let revoke = async |id: &str, why| signing::revoke(&app, &anna.actor(), id, why).await;
        assert_eq!(code(revoke(&stolen, " ").await), "reason-missing");
        assert_eq!(code(revoke("k0", "lost").await), "signing-key-unknown");
        revoke(&stolen, "a stick was lost").await.unwrap();
        assert_eq!(code(revoke(&stolen, "again").await), "signing-key-revoked-before");
        go_to(&app, "2026-10-02T08:00:00Z");
        let known = Check { keyring: 1, revocations: 1, ..mail.check(&before.licence, 1) };
        let news = check(&app, &known).await.unwrap();
        let ring = keyring(&app, &news.keyring.unwrap()).await;
        assert_eq!(ring.open::<file::Licence>(&before.licence_file).unwrap_err().code(), "file-key-revoked");
        let file: file::Licence = ring.open(&news.licence_file.unwrap()).unwrap();
        let list: Revocations = ring.open(&news.revocations.unwrap()).unwrap();
        assert_eq!((news.standing, file.serial, list.number), (Standing::Newer, 2, 2));
        // The very same request as before is not answered with what no longer holds.
        let again = mail.registers(&app, &text(&keys[0]), &[]).await.unwrap();
        assert_eq!((again.serial, opened(&app, &again).await.key_id), (3, file.key_id));
    })
    .await;
}

#[tokio::test]
async fn l12_an_installation_makes_its_keys_once() {
    on_each_engine(|app| async move {
        let mut making = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let app = app.clone();
            making.spawn(async move { signing::ensure(&app).await.map_err(|fault| fault.detail) });
        }
        for made in making.join_all().await {
            made.unwrap();
        }
        let keys = signing::keys(&app.db).await.unwrap();
        assert_eq!(
            keys.iter().map(|key| key.purpose.as_str()).collect::<Vec<_>>(),
            ["licence", "release", "root"]
        );
        assert_eq!(signing::newest_keyring(&app).await.unwrap().number, 1);
    })
    .await;
}

const PASSPHRASE: &str = "stroopwafel met kaas";

#[tokio::test]
async fn l12_the_root_key_lies_in_a_safe_and_signs_from_there() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let (by, safe) = (anna.actor(), tempfile::tempdir().unwrap());
        let file = safe.path().join("root-key.json");
        assert_eq!(code(signing::move_root(&app, &by, (&file, "short")).await), "root-passphrase-short");
        assert!(!file.exists());
        let root = signing::move_root(&app, &by, (&file, PASSPHRASE)).await.unwrap();
        let kept: Vec<_> = signing::keys(&app.db).await.unwrap();
        assert!(kept.iter().all(|key| key.is_away() == (key.purpose == "root")), "the others stay");
        assert_eq!(root_public(&app).await.unwrap(), root.public_key, "products know it as before");
        let other = safe.path().join("other.json");
        assert_eq!(code(signing::move_root(&app, &by, (&other, PASSPHRASE)).await), "root-key-away");
        assert_eq!(code(rotate(&app, &by, Purpose::Licence).await), "root-key-away");
        assert_eq!(
            code(signing::bring_root(&file, "stroopwafel met Kaas").map(drop)),
            "root-passphrase-wrong"
        );
        assert_eq!(signing::newest_keyring(&app).await.unwrap().number, 1, "nothing was changed");
        let signer = signing::bring_root(&file, PASSPHRASE).unwrap();
        let new = rotate(&app, Keyholder { by: &by, root: Some(&signer) }, Purpose::Licence).await.unwrap();
        let ring = keyring(&app, &signing::newest_keyring(&app).await.unwrap().text).await;
        assert!(ring.number == 2 && ring.keys.iter().any(|key| key.public == new.public_key));
    })
    .await;
}

#[tokio::test]
async fn l12_no_other_file_is_taken_for_the_root_key() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let (by, safe) = (anna.actor(), tempfile::tempdir().unwrap());
        let file = safe.path().join("root-key.json");
        std::fs::write(&file, "a shopping list").unwrap();
        assert_eq!(code(signing::move_root(&app, &by, (&file, PASSPHRASE)).await), "root-file-unusable");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "a shopping list", "no file is written over");
        assert!(signing::keys(&app.db).await.unwrap().iter().all(|key| !key.is_away()));
        assert_eq!(code(signing::bring_root(&file, PASSPHRASE).map(drop)), "root-file-unusable");
        let other = SigningKey::from_bytes(&[7; 32]);
        let foreign = signing::Signer::of(other);
        let holder = Keyholder { by: &by, root: Some(&foreign) };
        assert_eq!(code(rotate(&app, holder, Purpose::Release).await), "root-key-foreign");
    })
    .await;
}
