//! Invitations, roles and removal on real routes.

use super::{all, change_role, invite, remove};
use crate::accounts::people::House;
use crate::accounts::tokens::{self, Wanted};
use crate::accounts::{self, Person, Role, Session};
use crate::app::App;
use crate::portal;
use crate::testing::{Browser, PASSWORD, customer, go_to, mailed, on_each_engine, person};
use axum::Router;
use serde_json::json;
use std::sync::Arc;

fn portal(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new().fallback_service(portal::router(app.clone()))
}

async fn session(app: &App, person: &Person) -> Session {
    let mut tx = app.db.begin().await.unwrap();
    let token = accounts::start_session(app, &mut tx, person).await.unwrap();
    tx.commit().await.unwrap();
    accounts::session(app, &token).await.unwrap().unwrap()
}

const JOINS: [(&str, &str); 2] = [("name", " Carla  Smit "), ("password", PASSWORD)];

#[tokio::test]
async fn w2_an_invitation_is_used_once_and_says_what_one_is() {
    on_each_engine(|app| async move {
        let (bakery, anna) = customer(&app, "anna").await;
        let owner = Browser::of(&app, portal(&app), &anna).await;
        let fields = [("email", "Carla@Bakkerij.test"), ("role", "accountant")];
        assert_eq!(owner.post("/people", &fields).await.location(), "/people");
        insta::assert_snapshot!("people", owner.get("/people").await.said());
        let link = mailed(&app, "carla@bakkerij.test", "/join/").await;
        let visitor = Browser::visitor(&app, portal(&app));
        let page = visitor.get(&link).await.said();
        assert!(page.contains("Bakkerij Anna") && page.contains("Accountant"), "{page}");
        let seen = visitor.post(&link, &[("name", ""), ("password", PASSWORD)]).await;
        assert_eq!((seen.status.as_u16(), seen.refused_fields()), (422, vec!["name".to_string()]));
        let seen = visitor.post(&link, &[("name", "Carla"), ("password", "kort")]).await;
        assert_eq!((seen.status.as_u16(), seen.refused_fields()), (422, vec!["password".to_string()]));
        assert_eq!(visitor.post(&link, &JOINS).await.location(), "/invoices");
        assert_eq!(visitor.post(&link, &JOINS).await.status.as_u16(), 404, "used");
        assert_eq!(visitor.get(&link).await.status.as_u16(), 404);

        let everybody = all(&app, &House::Customer(bakery.id)).await.unwrap();
        let names: Vec<_> = everybody.people.iter().map(|p| (p.name.as_str(), p.role.as_str())).collect();
        assert_eq!(names, [("Anna", "owner"), ("Carla Smit", "accountant")]);
        assert!(everybody.invitations.is_empty());
        assert!(everybody.people[1].last_sign_in_at_ms.is_some());
        let sign_in = json!({ "email": "carla@bakkerij.test", "password": PASSWORD });
        assert_eq!(visitor.api("POST", "/api/v1/sessions", &sign_in).await.status.as_u16(), 200);
        let log = owner.get("/events").await.said();
        assert!(log.contains("Somebody invited") && log.contains("Somebody joined"), "{log}");
    })
    .await;
}

#[tokio::test]
async fn an_invitation_ends_by_time_by_hand_and_with_whoever_sent_it() {
    on_each_engine(|app| async move {
        let (bakery, anna) = customer(&app, "anna").await;
        let bo = person(&app, Some(&bakery), "Bo", Role::Owner).await;
        let (anna, bo) = (session(&app, &anna).await, session(&app, &bo).await);
        let visitor = Browser::visitor(&app, portal(&app));
        let link = async |email: &str| mailed(&app, email, "/join/").await;
        let status = async |link: &str| visitor.get(link).await.status.as_u16();

        invite(&app, &anna, "carla@bakkerij.test", "accountant").await.unwrap();
        let first = link("carla@bakkerij.test").await;
        let second = invite(&app, &anna, "carla@bakkerij.test", "administrator").await.unwrap();
        assert_eq!(status(&first).await, 404, "replaced by the second");
        super::withdraw(&app, &anna, &second.id).await.unwrap();
        assert!(super::withdraw(&app, &anna, &second.id).await.is_err());

        invite(&app, &bo, "dirk@bakkerij.test", "owner").await.unwrap();
        let by_bo = link("dirk@bakkerij.test").await;
        assert_eq!(status(&by_bo).await, 200);
        change_role(&app, &anna, &bo.person.id, "accountant").await.unwrap();
        assert_eq!(status(&by_bo).await, 404, "Bo may not invite any more");

        invite(&app, &anna, "els@bakkerij.test", "owner").await.unwrap();
        let old = link("els@bakkerij.test").await;
        go_to(&app, "2026-10-08T07:59:59+02:00");
        assert_eq!(status(&old).await, 200);
        go_to(&app, "2026-10-08T08:00:00+02:00");
        assert_eq!((status(&old).await, visitor.post(&old, &JOINS).await.status.as_u16()), (404, 404));
    })
    .await;
}

#[tokio::test]
async fn two_who_follow_one_link_at_once_are_one() {
    on_each_engine(|app| async move {
        let (bakery, anna) = customer(&app, "anna").await;
        invite(&app, &session(&app, &anna).await, "carla@bakkerij.test", "owner").await.unwrap();
        let link = mailed(&app, "carla@bakkerij.test", "/join/").await;
        let visitor = Browser::visitor(&app, portal(&app));
        let (one, other) = tokio::join!(visitor.post(&link, &JOINS), visitor.post(&link, &JOINS));
        let mut seen = [one.status.as_u16(), other.status.as_u16()];
        seen.sort_unstable();
        assert_eq!(seen, [303, 404]);
        assert_eq!(all(&app, &House::Customer(bakery.id)).await.unwrap().people.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn nobody_raises_their_own_role_and_the_last_owner_stays() {
    on_each_engine(|app| async move {
        let (bakery, anna) = customer(&app, "anna").await;
        let henk = person(&app, Some(&bakery), "Henk", Role::Administrator).await;
        let carla = person(&app, Some(&bakery), "Carla", Role::Accountant).await;
        let code = async |who: &Person, whose: &Person, role: &str| {
            let session = session(&app, who).await;
            change_role(&app, &session, &whose.id, role).await.err().map(|fault| fault.code)
        };
        assert_eq!(code(&henk, &henk, "owner").await, Some("role-may-not"));
        assert_eq!(code(&carla, &carla, "owner").await, Some("role-may-not"));
        assert_eq!(code(&henk, &carla, "owner").await, Some("role-may-not"));
        assert_eq!(code(&anna, &anna, "accountant").await, Some("own-role"));
        assert_eq!(code(&anna, &henk, "staff").await, Some("role-unknown"));
        assert_eq!(code(&anna, &henk, "reseller").await, Some("role-unknown"));
        let browser = Browser::of(&app, portal(&app), &henk).await;
        for (method, path, body) in [
            ("PATCH", format!("/api/v1/people/{}", henk.id), json!({ "role": "owner" })),
            ("POST", "/api/v1/people/invitations".into(), json!({ "email": "x@y.test", "role": "owner" })),
            ("DELETE", format!("/api/v1/people/{}", anna.id), json!({})),
        ] {
            let seen = browser.api(method, &path, &body).await;
            assert_eq!((seen.status.as_u16(), &seen.json()["code"]), (403, &"role-may-not".into()), "{path}");
        }
        let anna = session(&app, &anna).await;
        assert_eq!(
            remove(&app, &anna, &anna.person.id).await.err().map(|fault| fault.code),
            Some("last-owner")
        );
        change_role(&app, &anna, &henk.id, "owner").await.unwrap();
        remove(&app, &anna, &anna.person.id).await.unwrap();
        let henk = session(&app, &henk).await;
        assert_eq!(
            remove(&app, &henk, &henk.person.id).await.err().map(|fault| fault.code),
            Some("last-owner")
        );
    })
    .await;
}

#[tokio::test]
async fn of_two_owners_who_lower_each_other_at_once_one_stays() {
    on_each_engine(|app| async move {
        for _ in 0..8 {
            let name = format!("b{}", &app.random.secret()[..8]);
            let (bakery, anna) = customer(&app, &name).await;
            let bo = person(&app, Some(&bakery), "Bo", Role::Owner).await;
            let (as_anna, as_bo) = (session(&app, &anna).await, session(&app, &bo).await);
            let (one, other) = tokio::join!(
                change_role(&app, &as_anna, &bo.id, "accountant"),
                remove(&app, &as_bo, &anna.id),
            );
            assert!(one.is_ok() || other.is_ok());
            let people = all(&app, &House::Customer(bakery.id)).await.unwrap().people;
            let owners = people.iter().filter(|person| person.role == "owner").count();
            assert_eq!(owners, 1, "{people:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn who_is_removed_is_out_at_once_and_can_be_invited_again() {
    on_each_engine(|app| async move {
        let (bakery, anna) = customer(&app, "anna").await;
        let henk = person(&app, Some(&bakery), "Henk", Role::Administrator).await;
        let wanted = Wanted { name: "Kassa".into(), scopes: vec!["servers:read".into()], days: 30 };
        let (_, secret) = tokens::create(&app, &session(&app, &henk).await, wanted).await.unwrap();
        let program =
            Browser::visitor(&app, portal(&app)).sending("authorization", format!("Bearer {secret}"));
        let browser = Browser::of(&app, portal(&app), &henk).await;
        assert_eq!(program.get("/api/v1/servers").await.status.as_u16(), 200);
        assert_eq!(browser.get("/servers").await.status.as_u16(), 200);

        let owner = Browser::of(&app, portal(&app), &anna).await;
        let path = format!("/people/{}/remove", henk.id);
        assert_eq!(owner.post(&path, &[("confirm", "Henk")]).await.status.as_u16(), 422, "not the word");
        assert_eq!(browser.get("/servers").await.status.as_u16(), 200);
        assert_eq!(owner.post(&path, &[("confirm", &henk.email)]).await.location(), "/people");
        assert_eq!(program.get("/api/v1/servers").await.status.as_u16(), 401);
        assert_eq!(browser.get("/servers").await.location(), "/sign-in?next=/servers");
        // A session that was being opened while they were removed.
        let mut tx = app.db.begin().await.unwrap();
        let late = accounts::start_session(&app, &mut tx, &henk).await.unwrap();
        tx.commit().await.unwrap();
        assert!(accounts::session(&app, &late).await.unwrap().is_none());
        assert_eq!(owner.get(&path).await.status.as_u16(), 404);
        assert!(owner.get("/events").await.said().contains("Person removed"));

        invite(&app, &session(&app, &anna).await, &henk.email, "accountant").await.unwrap();
        let link = mailed(&app, &henk.email, "/join/").await;
        let fields = [("name", "Henk"), ("password", PASSWORD)];
        assert_eq!(Browser::visitor(&app, portal(&app)).post(&link, &fields).await.location(), "/invoices");
    })
    .await;
}

#[tokio::test]
async fn an_address_that_somebody_signs_in_with_is_not_invited() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let (_, bram) = customer(&app, "bram").await;
        let anna = session(&app, &anna).await;
        let refused = async |email: &str, role: &str| {
            invite(&app, &anna, email, role).await.err().map(|fault| (fault.code, fault.field))
        };
        assert_eq!(refused(&bram.email, "owner").await, Some(("email-known", Some("email"))));
        assert_eq!(refused("bram", "owner").await, Some(("email-malformed", Some("email"))));
        assert_eq!(refused("bram@x.test", "").await, Some(("role-unknown", Some("role"))));
        for _ in 0..10 {
            assert_eq!(refused("dirk@bakkerij.test", "owner").await, None);
        }
        assert_eq!(refused("dirk@bakkerij.test", "owner").await, Some(("too-many-attempts", None)));
        go_to(&app, "2026-10-01T08:15:01+02:00");
        assert_eq!(refused("dirk@bakkerij.test", "owner").await, None);
    })
    .await;
}

#[tokio::test]
async fn staff_invite_staff_and_one_stays() {
    on_each_engine(|app| async move {
        let sofie = person(&app, None, "Sofie", Role::Staff).await;
        let (_, anna) = customer(&app, "anna").await;
        let staff = Browser::of(&app, portal(&app), &sofie).await;
        let path = format!("/api/v1/staff/people/{}", sofie.id);
        let refused = staff.api("DELETE", &path, &json!({})).await;
        assert_eq!((refused.status.as_u16(), &refused.json()["code"]), (409, &"last-staff".into()));
        let fields = [("email", "tess@provider.test"), ("role", "owner")];
        assert_eq!(staff.post("/staff/people", &fields).await.location(), "/staff/people");
        let link = mailed(&app, "tess@provider.test", "/join/").await;
        let visitor = Browser::visitor(&app, portal(&app));
        let fields = [("name", "Tess"), ("password", PASSWORD)];
        assert_eq!(visitor.post(&link, &fields).await.location(), "/staff");
        let list = staff.get("/api/v1/staff/people").await.json();
        let roles: Vec<_> =
            list["people"].as_array().unwrap().iter().map(|p| (&p["name"], &p["role"])).collect();
        assert_eq!(roles, [(&json!("Sofie"), &json!("staff")), (&json!("Tess"), &json!("staff"))]);
        // Staff are nobody's colleagues: a customer's people are not theirs to remove.
        let path = format!("/api/v1/staff/people/{}", anna.id);
        assert_eq!(staff.api("DELETE", &path, &json!({})).await.status.as_u16(), 404);
        let path = format!("/api/v1/staff/people/{}", sofie.id);
        assert_eq!(staff.api("DELETE", &path, &json!({})).await.status.as_u16(), 204);
        assert_eq!(staff.get("/staff").await.status.as_u16(), 303);
    })
    .await;
}
