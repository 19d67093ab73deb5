use super::stage::{ADDRESS, Own, PASSWORD, form};
use crate::accounts;
use crate::entrance::{LINK_MS, first_link};
use crate::testing::each;
use hostler_wire::What;

#[tokio::test]
async fn w3_a_fresh_machine_has_one_page_to_open_and_no_password() {
    each(|db| async move {
        let own = Own::new(db).await;
        let db = &own.server.app.db;
        assert!(accounts::all_accounts(db).await.unwrap().is_empty(), "nobody is there yet");
        let page = own.get("/sign-in", None).await;
        assert!(page.body.contains("hostler appliance link") && !page.body.contains("type=\"password\""));
        let link = first_link(&own.server.app).await.unwrap().expect("there is one");
        let path = link.strip_prefix("https://mail.bakery.test:8443").unwrap();
        let page = own.get(path, None).await;
        assert!(
            page.status == 200 && page.body.contains("value=\"admin@mail.bakery.test\""),
            "{}",
            page.body
        );
        assert_eq!(own.post(path, &form(ADDRESS, PASSWORD)).await.status, 303);
        assert_eq!(first_link(&own.server.app).await.unwrap(), None, "it is set up");

        let all = accounts::all_accounts(db).await.unwrap();
        assert!(all.len() == 1 && all[0].is_administrator() && all[0].address == ADDRESS);
        let entries = crate::journal::since(db, 0).await.unwrap();
        assert!(matches!(&entries[0].what, What::Created { address, .. } if address == ADDRESS));
        let (mail, _) = accounts::mail_setup(db, "mail.bakery.test").await.unwrap();
        assert_eq!((mail.administrator.as_str(), mail.domains.len()), (ADDRESS, 1));
        assert!(mail.mailboxes[0].password_hash.starts_with("$argon2id$"), "the same password reads mail");
    })
    .await;
}

#[tokio::test]
async fn a_link_is_good_once_and_for_a_day_and_only_the_newest() {
    each(|db| async move {
        let own = Own::new(db).await;
        let (old, new) = (own.link().await, own.link().await);
        for bad in [old.as_str(), "/setup/", "/setup/0", "/setup/%00"] {
            let answer = own.post(bad, &form(ADDRESS, PASSWORD)).await;
            assert!([303, 401, 404].contains(&answer.status.as_u16()), "{bad} {}", answer.status);
            assert!(!answer.headers.contains_key("set-cookie"), "{bad}");
        }
        assert_eq!(own.get(&old, None).await.status, 404);
        own.clock.set_offset_ms(own.clock.offset_ms() + LINK_MS).unwrap();
        assert_eq!(own.post(&new, &form(ADDRESS, PASSWORD)).await.status, 404, "a day later");
        let link = own.link().await;
        let fields = form(ADDRESS, PASSWORD);
        let both = tokio::join!(own.post(&link, &fields), own.post(&link, &fields));
        let mut codes = [both.0.status.as_u16(), both.1.status.as_u16()];
        codes.sort_unstable();
        assert_eq!(codes, [303, 404], "one of two at the same instant");
        assert_eq!(accounts::all_accounts(&own.server.app.db).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_the_link_stays_good() {
    each(|db| async move {
        let own = Own::new(db).await;
        let link = own.link().await;
        for (address, password, expect) in [
            ("anna@bakery.test", PASSWORD, "at mail.bakery.test"),
            ("anna", PASSWORD, "is not an address"),
            (ADDRESS, "kaas", "too short"),
            (ADDRESS, "ANNA de VRIES", "own address or name"),
            (ADDRESS, "wachtwoord123", "the first that anybody would try"),
        ] {
            let answer = own.post(&link, &form(address, password)).await;
            assert!(answer.status == 422 && answer.body.contains(expect), "{expect}: {}", answer.body);
            assert!(!answer.body.contains(&format!("value=\"{password}\"")), "no password comes back");
        }
        assert_eq!(own.post(&link, &form(ADDRESS, PASSWORD)).await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn a_lost_password_is_set_anew_and_every_session_ends() {
    each(|db| async move {
        let (own, before) = Own::set_up(db).await;
        let app = &own.server.app;
        let id = accounts::administrator(&app.db).await.unwrap().unwrap().id;
        accounts::disable_mailbox(app, &crate::testing::Server::anna(), &id).await.unwrap();
        assert_eq!(own.get("/", Some(&before)).await.status, 303, "a disabled administrator is out");
        assert_eq!(own.sign_in(ADDRESS, PASSWORD).await.status, 422);
        let link = own.link().await;
        let page = own.get(&link, None).await;
        assert!(page.body.contains(ADDRESS) && !page.body.contains("name=\"name\""), "{}", page.body);
        own.clock.set_offset_ms(own.clock.offset_ms() + 1_000).unwrap();
        let answer = own.post(&link, "password=drie+broden+en+taart").await;
        let after = super::stage::cookie(&answer);
        assert_eq!(own.get("/", Some(&after)).await.status, 200);
        assert_eq!(own.get("/", Some(&before)).await.status, 303);
        assert_eq!(own.sign_in(ADDRESS, PASSWORD).await.status, 422, "the old password is gone");
        assert_eq!(own.sign_in(ADDRESS, "drie broden en taart").await.status, 303);
        own.clock.set_offset_ms(own.clock.offset_ms() + 1_000).unwrap();
        let anna = crate::testing::Server::anna();
        accounts::change_password(app, &anna, &id, "vijf broden en taart").await.unwrap();
        assert_eq!(
            own.get("/", Some(&after)).await.status,
            303,
            "a new password from the mailbox's page too"
        );
    })
    .await;
}
