//! Signing in and out, passwords, sessions, links, and forms that only this portal can send.

mod migration;

use crate::accounts::{self, Person, Role, store};
use crate::app::App;
use crate::portal;
use crate::testing::{Browser, PASSWORD, Seen, customer, go_to, mailed, on_each_engine, person};
use axum::Router;
use hostler_kit::secret::hash_password;
use std::sync::Arc;

fn portal(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new().fallback_service(portal::router(app.clone()))
}

/// Anna, who can sign in with [`PASSWORD`].
async fn anna(app: &App) -> Person {
    let (_, anna) = customer(app, "anna").await;
    let hash = hash_password(PASSWORD, &app.random);
    let mut tx = app.db.begin().await.unwrap();
    store::set_password(&mut tx, &anna.id, &hash).await.unwrap();
    tx.commit().await.unwrap();
    store::person(&app.db, &anna.id).await.unwrap().unwrap()
}

async fn signs_in(visitor: &Browser, email: &str, password: &str) -> Seen {
    visitor.post("/sign-in", &[("email", email), ("password", password)]).await
}

#[tokio::test]
async fn a_password_opens_a_session_and_a_wrong_one_does_not() {
    on_each_engine(|app| async move {
        let anna = anna(&app).await;
        let visitor = Browser::visitor(&app, portal(&app));
        let seen = signs_in(&visitor, &anna.email.to_uppercase(), PASSWORD).await;
        assert_eq!((seen.status.as_u16(), seen.location()), (303, "/servers"));
        for (email, password) in
            [(anna.email.as_str(), "wrong"), ("nobody@nowhere.example", PASSWORD), ("", "")]
        {
            let seen = signs_in(&visitor, email, password).await;
            assert_eq!(seen.status.as_u16(), 422, "{email}");
            assert!(
                seen.text().contains("do not fit together"),
                "the same sentence for a stranger's address"
            );
        }
        let fields =
            [("email", anna.email.as_str()), ("password", PASSWORD), ("next", "//elsewhere.example")];
        assert_eq!(visitor.post("/sign-in", &fields).await.location(), "/servers", "never to another host");
    })
    .await;
}

#[tokio::test]
async fn after_ten_wrong_passwords_even_the_right_one_waits() {
    on_each_engine(|app| async move {
        let anna = anna(&app).await;
        let visitor = Browser::visitor(&app, portal(&app));
        for _ in 0..10 {
            assert!(signs_in(&visitor, &anna.email, "wrong").await.text().contains("do not fit together"));
        }
        assert!(signs_in(&visitor, &anna.email, PASSWORD).await.text().contains("Wait 15 minutes"));
        let body = serde_json::json!({ "email": anna.email, "password": PASSWORD });
        let seen = visitor.api("POST", "/api/v1/sessions", &body).await;
        assert_eq!((seen.status.as_u16(), &seen.json()["code"]), (429, &"too-many-attempts".into()));
        let told =
            ["retry-after", "ratelimit", "ratelimit-policy"].map(|name| seen.headers[name].to_str().unwrap());
        assert_eq!(told, ["900", "\"attempts\";r=0;t=900", "\"attempts\";q=10;w=900"]);
        go_to(&app, "2026-10-01T08:15:01+02:00");
        assert_eq!(signs_in(&visitor, &anna.email, PASSWORD).await.status.as_u16(), 303);
    })
    .await;
}

#[tokio::test]
async fn a_form_that_is_not_ours_changes_nothing() {
    on_each_engine(|app| async move {
        let (anna, bram) = (anna(&app).await, customer(&app, "bram").await.1);
        let browser = Browser::of(&app, portal(&app), &anna).await;
        let dutch = ("language", "nl");
        let of_bram = Browser::of(&app, portal(&app), &bram).await;
        for fields in [vec![dutch], vec![dutch, ("csrf", "")], vec![dutch, ("csrf", of_bram.csrf())]] {
            let seen = browser.post_bare("/account/language", &fields).await;
            assert_eq!(seen.status.as_u16(), 403, "{fields:?}");
            assert!(seen.text().contains("did not come from this site"));
        }
        let now = store::person(&app.db, &anna.id).await.unwrap().unwrap();
        assert_eq!(now.language, "en");
        assert_eq!(browser.post("/account/language", &[dutch]).await.status.as_u16(), 303);
        assert_eq!(store::person(&app.db, &anna.id).await.unwrap().unwrap().language, "nl");
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours_and_at_sign_out() {
    on_each_engine(|app| async move {
        let anna = anna(&app).await;
        let (one, other) =
            (Browser::of(&app, portal(&app), &anna).await, Browser::of(&app, portal(&app), &anna).await);
        assert_eq!(one.post("/sign-out", &[]).await.location(), "/sign-in");
        assert_eq!(one.get("/account").await.location(), "/sign-in?next=/account");
        go_to(&app, "2026-10-01T19:59:59+02:00");
        assert_eq!(other.get("/account").await.status.as_u16(), 200);
        go_to(&app, "2026-10-01T20:00:00+02:00");
        assert_eq!(other.get("/account").await.location(), "/sign-in?next=/account");
        accounts::sweep(&app).await.unwrap();
        let left: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM sessions").fetch_one(app.db.read()).await.unwrap();
        assert_eq!(left, 0);
    })
    .await;
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    on_each_engine(|app| async move {
        let anna = anna(&app).await;
        let (here, elsewhere) =
            (Browser::of(&app, portal(&app), &anna).await, Browser::of(&app, portal(&app), &anna).await);
        for (present, password, field) in [
            ("wrong", "twaalf appeltaarten", "present"),
            (PASSWORD, "kort", "password"),
            (PASSWORD, &anna.email, "password"),
        ] {
            let seen = here.post("/account/password", &[("present", present), ("password", password)]).await;
            assert_eq!((seen.status.as_u16(), seen.refused_fields()), (422, vec![field.to_string()]));
        }
        assert_eq!(elsewhere.get("/account").await.status.as_u16(), 200);
        let fields = [("present", PASSWORD), ("password", "twaalf appeltaarten")];
        assert_eq!(here.post("/account/password", &fields).await.location(), "/account");
        assert_eq!(elsewhere.get("/account").await.status.as_u16(), 303);
        let visitor = Browser::visitor(&app, portal(&app));
        assert_eq!(signs_in(&visitor, &anna.email, PASSWORD).await.status.as_u16(), 422);
        assert_eq!(signs_in(&visitor, &anna.email, "twaalf appeltaarten").await.status.as_u16(), 303);
    })
    .await;
}

#[tokio::test]
async fn a_forgotten_password_is_set_by_a_link_that_works_once() {
    on_each_engine(|app| async move {
        let anna = anna(&app).await;
        let visitor = Browser::visitor(&app, portal(&app));
        let signed_in = Browser::of(&app, portal(&app), &anna).await;
        for email in [anna.email.as_str(), "nobody@nowhere.example"] {
            let seen = visitor.post("/forgotten", &[("email", email)]).await;
            assert_eq!(
                (seen.status.as_u16(), seen.location()),
                (303, "/sign-in"),
                "the answer tells nothing"
            );
        }
        assert_eq!(crate::mail::count(&app.db, "").await.unwrap(), 1);
        let link = mailed(&app, &anna.email, "/reset/").await;
        let seen = visitor.post(&link, &[("password", "kort")]).await;
        assert_eq!((seen.status.as_u16(), seen.refused_fields()), (422, vec!["password".to_string()]));
        let new = [("password", "twaalf appeltaarten")];
        assert_eq!(visitor.post(&link, &new).await.location(), "/sign-in");
        assert_eq!(signed_in.get("/account").await.status.as_u16(), 303, "all sessions ended");
        assert_eq!(visitor.post(&link, &new).await.status.as_u16(), 422, "used");
        assert_eq!(signs_in(&visitor, &anna.email, "twaalf appeltaarten").await.status.as_u16(), 303);

        visitor.post("/forgotten", &[("email", &anna.email)]).await;
        let link = mailed(&app, &anna.email, "/reset/").await;
        go_to(&app, "2026-10-02T08:00:01+02:00");
        assert!(visitor.post(&link, &new).await.text().contains("older than a day"));
    })
    .await;
}

#[tokio::test]
async fn the_first_member_of_staff_signs_up_once() {
    on_each_engine(|app| async move {
        let visitor = Browser::visitor(&app, portal(&app));
        let link = accounts::setup_link(&app).await.unwrap().expect("nobody is there yet");
        let path = link.strip_prefix("http://127.0.0.1:8080").unwrap();
        let fields = |email| [("name", "Sofie"), ("email", email), ("password", PASSWORD)];
        assert_eq!(
            visitor.post("/setup/made-up", &fields("eve@elsewhere.example")).await.status.as_u16(),
            422
        );
        assert_eq!(visitor.post(path, &fields("sofie@provider.example")).await.location(), "/staff");
        assert_eq!(visitor.post(path, &fields("eve@elsewhere.example")).await.status.as_u16(), 422, "used");
        assert_eq!(accounts::setup_link(&app).await.unwrap(), None);
        assert_eq!(store::count_staff(&app.db).await.unwrap(), 1);
        let sofie = store::person_by_email(&app.db, "sofie@provider.example").await.unwrap().unwrap();
        assert_eq!(Role::of(&sofie.role), Some(Role::Staff));
    })
    .await;
}

#[tokio::test]
async fn a_search_finds_what_is_written_not_wildcards() {
    on_each_engine(|app| async move {
        customer(&app, "anna").await;
        customer(&app, "bram").await;
        let sofie = person(&app, None, "Sofie", Role::Staff).await;
        let staff = Browser::of(&app, portal(&app), &sofie).await;
        for (search, anna, bram) in
            [("", true, true), ("ANNA", true, false), ("%25", false, false), ("_", false, false)]
        {
            let text = staff.get(&format!("/staff/customers?q={search}")).await.main();
            let seen = (text.contains("Bakkerij Anna"), text.contains("Bakkerij Bram"));
            assert_eq!(seen, (anna, bram), "{search}");
        }
    })
    .await;
}
