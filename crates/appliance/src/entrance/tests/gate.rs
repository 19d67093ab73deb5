use super::stage::{ADDRESS, Own, PASSWORD, Sent, csrf, form, location};
use crate::accounts::{self, Account, NewMailbox};
use crate::console::tests::gate::{CALLS, FORMS, READ};
use crate::testing::{KEY, Server, bootstrap, each};
use hostler_kit::time::Clock;
use hostler_wire::SignIn;
use hostler_wire::sign_in::HEADER;

/// The bakery with Bram and an alias, and Anna's session.
async fn staffed(db: hostler_kit::db::Db) -> (Own, String, Account) {
    let (own, cookie) = Own::set_up(db).await;
    let (app, anna) = (&own.server.app, Server::anna());
    accounts::add_domain(app, &anna, "bakery.test").await.unwrap();
    let new = NewMailbox { address: "bram@bakery.test".into(), name: "Bram".into(), ..NewMailbox::default() };
    let bram = accounts::create_mailbox(app, &anna, &new).await.unwrap();
    let targets = ["bram@bakery.test".to_string()];
    accounts::create_alias(app, &anna, "orders@bakery.test", &targets).await.unwrap();
    (own, cookie, bram)
}

#[tokio::test]
async fn no_route_answers_without_a_session() {
    each(|db| async move {
        let (own, cookie, bram) = staffed(db).await;
        let before = accounts::revision(&own.server.app.db).await.unwrap();
        let assertion = SignIn {
            server: "mch_bakery".into(),
            person: "per_anna".into(),
            name: "Anna".into(),
            language: "en".into(),
            csrf: "c".into(),
            expires_ms: i64::MAX,
        };
        let signed = [(HEADER, assertion.sign(KEY.as_bytes())), (HEADER, assertion.sign(b""))];
        let signed: Vec<[(&str, &str); 1]> =
            signed.iter().map(|(name, value)| [(*name, value.as_str())]).collect();
        let other = cookie.chars().rev().collect::<String>();
        let mut nobody = vec![
            Sent::default(),
            Sent { cookie: Some(&other), ..Sent::default() },
            Sent { cookie: Some(""), ..Sent::default() },
        ];
        nobody.extend(signed.iter().map(|headers| Sent { headers, ..Sent::default() }));
        let reads = READ.iter().map(|path| ("GET", path.to_string()));
        let forms = FORMS.iter().chain(&["/import", "/sign-out"]).map(|path| ("POST", path.to_string()));
        let calls = CALLS.iter().map(|(method, path)| (*method, format!("/api/v1/{path}")));
        let nowhere = [("GET", "/nowhere".to_string()), ("GET", "/console".to_string())];
        for (method, path) in reads.chain(forms).chain(calls).chain(nowhere) {
            let path = path.replace("ID", bram.id.as_str());
            for sent in &nobody {
                let body = if path.starts_with("/api/") { "{}" } else { "csrf=c" };
                let answer = own.send(method, &path, Sent { body: Some(body), ..sent.clone() }).await;
                match (method, path.starts_with("/api/")) {
                    ("GET", false) => {
                        assert_eq!((answer.status.as_u16(), location(&answer)), (303, "/sign-in"), "{path}");
                    }
                    (_, true) => assert_eq!(answer.refusal(), (401, "sign-in-needed".into()), "{path}"),
                    _ => assert_eq!(answer.status, 401, "{method} {path}"),
                }
                assert!(!answer.body.contains("bram@"), "{method} {path}");
            }
        }
        assert_eq!(accounts::revision(&own.server.app.db).await.unwrap(), before);
    })
    .await;
}

#[tokio::test]
async fn every_page_opens_with_a_session_and_shows_whose_it_is() {
    each(|db| async move {
        let (own, cookie, bram) = staffed(db).await;
        for path in READ {
            let path = path.replace("ID", bram.id.as_str());
            let answer = own.get(&path, Some(&cookie)).await;
            assert_eq!(answer.status, 200, "{path} {}", answer.body);
            assert_eq!(answer.headers["cache-control"], "no-store");
            if answer.body.starts_with("<!doctype") {
                assert!(
                    answer.body.contains(ADDRESS) && answer.body.contains("action=\"/sign-out\""),
                    "{path}"
                );
                assert_eq!(hostler_kit::ui::words::check::missing_in(&answer.body), Vec::<String>::new());
                for word in ["My servers", "billing", "provider", "This month"] {
                    assert!(!answer.body.contains(word), "{path}: {word}");
                }
            }
        }
        let csv = own.get("/export/accounts.csv", Some(&cookie)).await.body;
        assert!(csv.contains("bram@bakery.test,Bram,,orders@bakery.test\n"), "{csv}");
    })
    .await;
}

#[tokio::test]
async fn a_form_without_its_value_changes_nothing() {
    each(|db| async move {
        let (own, cookie, bram) = staffed(db).await;
        let before = accounts::revision(&own.server.app.db).await.unwrap();
        for path in FORMS.iter().chain(&["/sign-out"]) {
            for body in ["", "csrf=", "csrf=another"] {
                let fields = "domain=x.test&address=e@bakery.test&name=Eva&password=vier+broden+en+taart&targets=bram@bakery.test&confirm=bram@bakery.test";
                let body = format!("{fields}&{body}");
                let sent = Sent { cookie: Some(&cookie), body: Some(&body), ..Sent::default() };
                let answer = own.send("POST", &path.replace("ID", bram.id.as_str()), sent).await;
                assert_eq!(answer.status, 403, "{path} {body}");
            }
        }
        assert_eq!(accounts::revision(&own.server.app.db).await.unwrap(), before);
        assert_eq!(own.get("/", Some(&cookie)).await.status, 200, "nobody was signed out");
    })
    .await;
}

#[tokio::test]
async fn signing_in_and_out() {
    each(|db| async move {
        let (own, first) = Own::set_up(db).await;
        for (address, password) in
            [(ADDRESS, "stroopwafel"), (ADDRESS, ""), ("bram@mail.bakery.test", PASSWORD), ("anna", PASSWORD)]
        {
            let answer = own.sign_in(address, password).await;
            assert_eq!(answer.status, 422, "{address}");
            assert!(
                answer.body.contains("do not fit together") && !answer.headers.contains_key("set-cookie")
            );
        }
        let answer = own.sign_in(" Anna@Mail.Bakery.test ", PASSWORD).await;
        let second = super::stage::cookie(&answer);
        assert_ne!(first, second);
        let page = own.get("/", Some(&second)).await;
        let body = format!("csrf={}", csrf(&page));
        let sent = Sent { cookie: Some(&second), body: Some(&body), ..Sent::default() };
        let out = own.send("POST", "/sign-out", sent).await;
        assert_eq!((out.status.as_u16(), location(&out)), (303, "/sign-in"));
        assert_eq!(own.get("/", Some(&second)).await.status, 303, "signed out");
        assert_eq!(own.get("/", Some(&first)).await.status, 200, "the other device is not");
        own.clock.set_offset_ms(own.clock.offset_ms() + super::super::SESSION_MS).unwrap();
        assert_eq!(own.get("/", Some(&first)).await.status, 303, "after twelve hours");
    })
    .await;
}

#[tokio::test]
async fn guessing_is_slowed_down_and_a_link_helps_all_the_same() {
    each(|db| async move {
        let (own, _) = Own::set_up(db).await;
        for guess in 0..10 {
            assert_eq!(own.sign_in(ADDRESS, &format!("guess {guess}")).await.status, 422);
        }
        let answer = own.sign_in(ADDRESS, PASSWORD).await;
        assert!(answer.status == 422 && answer.body.contains("Wait 15 minutes"), "{}", answer.body);
        let link = own.link().await;
        let answer = own.post(&link, "password=drie+broden+en+taart").await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        own.clock.set_offset_ms(own.clock.offset_ms() + super::super::ATTEMPTS_WINDOW_MS).unwrap();
        assert_eq!(own.sign_in(ADDRESS, "drie broden en taart").await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn a_form_of_another_site_signs_nobody_in() {
    each(|db| async move {
        let (own, _) = Own::set_up(db).await;
        let fields = form(ADDRESS, PASSWORD);
        for (site, expect) in [("cross-site", 403), ("same-site", 403), ("same-origin", 303), ("none", 303)] {
            let headers = [("sec-fetch-site", site)];
            let sent = Sent { body: Some(&fields), headers: &headers, ..Sent::default() };
            assert_eq!(own.send("POST", "/sign-in", sent).await.status, expect, "{site}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_hosted_server_has_no_entrance_of_its_own() {
    each(|db| async move {
        let server = Server::with(db, bootstrap(), Clock::fixed(crate::testing::NOON.parse().unwrap())).await;
        for path in ["/sign-in", "/setup/x", "/sign-out"] {
            assert_eq!(server.get(path).await.status, 404, "{path}");
            let request = axum::http::Request::get(path).body(axum::body::Body::empty()).unwrap();
            assert_eq!(server.send(request).await.status, 401, "{path}");
        }
    })
    .await;
}
