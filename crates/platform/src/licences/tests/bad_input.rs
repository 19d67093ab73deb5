//! What people and programs send that is wrong: each is told apart, and nothing is changed.

use super::*;
use crate::licences::{find, look_up, revoke_key};
use crate::testing::{customer, on_each_engine};
use hostler_licence::key::{Key, RANDOM};

/// The key with another character at a place, counted from 1 without hyphens.
fn mistyped(key: &str, places: &[usize]) -> String {
    let mut plain: Vec<char> = key.chars().filter(|char| *char != '-').collect();
    for place in places {
        plain[place - 1] = if plain[place - 1] == 'A' { 'C' } else { 'A' };
    }
    plain.into_iter().collect()
}

#[tokio::test]
async fn l6_mistyped_foreign_used_and_withdrawn_keys_are_told_apart() {
    on_each_engine(|app| async move {
        let (bakery, _) = customer(&app, "anna").await;
        let control = Wish { product: "control".into(), ..base() };
        let pack = wish(GrantKind::Users, 5, 0);
        let wishes = [base(), base(), control, pack.clone(), pack.clone(), pack];
        let keys = issued(&app, &bakery, &wishes).await;
        let own: Vec<String> = keys.iter().map(text).collect();
        let bound = Wish { licence: Some(licence_of(&keys[1])), ..wish(GrantKind::Renewal, 0, 1) };
        let bound = text(&issued(&app, &bakery, &[bound]).await[0]);
        let never = Key::from_random(&[9; RANDOM]).to_string();
        revoke_key(&app, &Actor::platform(), &keys[4].id, "sent to the wrong address").await.unwrap();
        Box::new(9).registers(&app, &own[1], &[&own[5]]).await.unwrap();
        let check = async |base: &str, further: &[&str], expect: &str| {
            let fault = Box::new(1).registers(&app, base, further).await.expect_err(expect);
            assert_eq!(fault.code, expect);
            fault
        };
        let typo = check(&mistyped(&own[0], &[3, 20]), &[], "key-mistyped").await;
        assert_eq!(
            (typo.args["places"].as_str(), typo.args["suggestion"].as_str()),
            ("3, 20", own[0].as_str())
        );
        assert_eq!(typo.field, Some("key"));
        let typo = check(&own[0], &[&own[3], &mistyped(&own[4], &[1])], "key-mistyped").await;
        assert_eq!((typo.field, typo.args["key"].as_str()), (Some("further_keys"), "3"));
        check(&mistyped(&own[0], &[1, 2, 3, 4]), &[], "key-unreadable").await;
        check("", &[], "key-empty").await;
        check(&never, &[], "key-unknown").await;
        check(&own[3], &[], "base-key-needed").await;
        check(&own[4], &[], "key-revoked").await;
        check(&own[2], &[], "key-other-product").await;
        check(&own[0], &[&never], "key-unknown").await;
        check(&own[0], &[&own[4]], "key-revoked").await;
        check(&own[0], &[&own[5]], "key-used").await;
        check(&own[0], &[&own[2]], "second-base-key").await;
        let other = check(&own[0], &[&bound], "key-other-licence").await;
        assert_eq!(other.args["number"], "L-000002");
        check(&own[0], &vec![own[3].as_str(); 101], "keys-too-many").await;
        let licence = find(&app.db, &licence_of(&keys[0])).await.unwrap().unwrap();
        assert_eq!(
            (licence.serial, licence.users, licence.registered_on),
            (0, 0, None),
            "nothing was changed"
        );
        assert_eq!(code(look_up(&app, None, &never).await), "key-unknown");
        assert_eq!(code(revoke_key(&app, &Actor::platform(), &keys[5].id, "late").await), "key-not-new");
    })
    .await;
}

#[tokio::test]
async fn l7_request_files_that_are_none() {
    on_each_engine(|app| async move {
        let (bakery, _) = customer(&app, "anna").await;
        let key = text(&issued(&app, &bakery, &[base()]).await[0]);
        let mail = Box::new(1);
        let good = mail.signs(&mail.asks(&key, &[]));
        let flipped: String = good
            .char_indices()
            .map(|(at, char)| if at == 60 { if char == 'a' { 'b' } else { 'a' } } else { char })
            .collect();
        let of_another = Box::new(2).signs(&mail.asks(&key, &[]));
        for (sent, expect) in [
            ("", "file-empty"),
            ("a letter to the baker", "file-no-document"),
            (&good[..good.len() - 20], "file-cut-short"),
            (&flipped, "file-altered"),
            (&of_another, "file-altered"),
            (&good.replacen("request-1", "request-2", 1), "file-newer-format"),
            (&mail.receipt("lic_1", 1, 1), "file-other-kind"),
            (&"x".repeat(300_000), "file-too-long"),
        ] {
            assert_eq!(code(register(&app, sent).await), expect);
        }
        let wrapped: String =
            good.as_bytes().chunks(70).map(|line| format!("{}\n", str::from_utf8(line).unwrap())).collect();
        register(&app, &wrapped).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn every_refusal_has_words_in_both_languages() {
    let sources = [include_str!("../refusals.rs"), include_str!("../../signing/model.rs")].concat();
    let texts = sources.split("=> \"").skip(1).filter_map(|rest| rest.split('"').next());
    let own: Vec<&str> = texts.filter(|text| text.contains('-') && !text.contains(' ')).collect();
    let crates = [
        "key-empty",
        "key-length",
        "key-character",
        "key-mistyped",
        "key-unreadable",
        "second-base-key",
        "key-other-product",
        "key-other-edition",
        "key-other-class",
        "add-on-users-differ",
        "file-empty",
        "file-too-long",
        "file-no-document",
        "file-other-kind",
        "file-newer-format",
        "file-cut-short",
        "file-altered",
        "file-key-unknown",
        "file-key-retired",
        "file-key-revoked",
        "file-key-for-other",
        "file-malformed",
    ];
    assert!(own.len() > 25, "{own:?}");
    for code in own.iter().chain(&crates) {
        for language in
            [include_str!("../../../words/en/licences.ftl"), include_str!("../../../words/nl/licences.ftl")]
        {
            assert!(language.contains(&format!("\nrefusal-{code} = ")), "{code}");
        }
    }
}
