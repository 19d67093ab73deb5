//! Resellers on real routes: for whom they act, until when, and what they never see.

use super::{create_customer, end, mark, unmark};
use crate::accounts::tokens::{self, Wanted};
use crate::accounts::{self, Customer, Person, Role, Session, SignUp};
use crate::app::App;
use crate::orders::TERMS;
use crate::portal;
use crate::shop;
use crate::testing::{Browser, PASSWORD, customer, mailed, on_each_engine, person};
use axum::Router;
use hostler_kit::id::Id;
use serde_json::{Value, json};
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

/// A reseller of this name, and its owner.
async fn reseller(app: &App, name: &str) -> (Customer, Person) {
    let staff = person(app, None, &format!("Sofie-{name}"), Role::Staff).await;
    let (seller, owner) = customer(app, name).await;
    mark(app, &session(app, &staff).await, &seller.id).await.unwrap();
    (seller, owner)
}

fn florist(email: &str) -> SignUp {
    SignUp {
        company: "Bloemen Bram".into(),
        street: "Kade 2".into(),
        postcode: "2011 AA".into(),
        city: "Haarlem".into(),
        country: "nl".into(),
        email: email.into(),
        language: "en".into(),
        ..SignUp::default()
    }
}

/// The florist's, made by this reseller's owner; its own owner has joined.
async fn served(app: &Arc<App>, rens: &Person) -> (Customer, Browser) {
    let made = create_customer(app, &session(app, rens).await, florist("bram@bloemen.test")).await.unwrap();
    let link = mailed(app, "bram@bloemen.test", "/join/").await;
    let visitor = Browser::visitor(app, portal(app));
    let fields = [("name", "Bram"), ("password", PASSWORD)];
    assert_eq!(visitor.post(&link, &fields).await.location(), "/servers");
    let bram = accounts::people_of(&app.db, &made.id).await.unwrap().remove(0);
    assert_eq!(bram.role, "owner");
    (made, Browser::of(app, portal(app), &bram).await)
}

/// A licence of Connect for five, at its price of today.
async fn order(app: &App) -> Value {
    let wish = json!({ "kind": "new", "product": "connect", "users": 5 });
    let quote = shop::price(
        app,
        shop::Buyer::Visitor(&SignUp::default()),
        &serde_json::from_value(wish.clone()).unwrap(),
    )
    .await
    .unwrap();
    json!({ "wish": wish, "terms": TERMS, "gross_minor": quote.gross_minor })
}

#[tokio::test]
async fn w2_what_a_reseller_orders_is_the_customers_and_says_who_did_it() {
    on_each_engine(|app| async move {
        let (kantoor, rens) = reseller(&app, "rens").await;
        let (florist, bram) = served(&app, &rens).await;
        let program =
            Browser::of(&app, portal(&app), &rens).await.sending("hostler-customer", florist.id.as_str());
        let placed = program.api("POST", "/api/v1/shop/orders", &order(&app).await).await;
        assert_eq!(placed.status.as_u16(), 201, "{}", placed.text());
        assert_eq!(placed.json()["customer_id"], florist.id.as_str());
        let mail = crate::mail::list(&app.db, &rens.email, 1, 0).await.unwrap().remove(0);
        assert!(mail.body.contains("L-000001"), "who ordered gets the keys: {}", mail.body);
        let own = Browser::of(&app, portal(&app), &rens).await;
        assert_eq!(own.get("/api/v1/shop/orders").await.json()["total"].as_i64().unwrap_or(0), 0);
        assert!(bram.get("/shop/orders").await.said().contains("Connect"));
        let log = bram.get("/events").await.said();
        assert!(log.contains("Rens of Bakkerij Rens, for Bloemen Bram"), "{log}");
        let events = bram.get("/api/v1/events?kind=licence-order.placed").await.json();
        assert_eq!(events["events"][0]["actor"], rens.id.as_str());
        assert_eq!(events["events"][0]["data"]["acting"]["reseller"], kantoor.id.as_str());
        assert_eq!(events["events"][0]["data"]["acting"]["customer"], florist.id.as_str());
        let theirs = own.get("/events").await.said();
        assert!(!theirs.contains("Licence") && !theirs.contains("Bloemen"), "{theirs}");
    })
    .await;
}

#[tokio::test]
async fn w2_the_switch_is_on_every_page_and_ends_any_time() {
    on_each_engine(|app| async move {
        let (_, rens) = reseller(&app, "rens").await;
        let (florist, _) = served(&app, &rens).await;
        let own = Browser::of(&app, portal(&app), &rens).await;
        assert!(!own.get("/shop").await.said().contains("You act for"));
        insta::assert_snapshot!("customers", own.get("/customers").await.said());
        let acting = Browser::acting(&app, portal(&app), (&rens, &florist.id)).await;
        for path in ["/shop", "/customers", "/shop/orders", "/invoices"] {
            let said = acting.get(path).await.said();
            assert!(said.contains("You act for Bloemen Bram."), "{path}: {said}");
        }
        assert_eq!(acting.get("/invoices").await.status.as_u16(), 403);
        assert_eq!(acting.get("/api/v1/sessions/current").await.json()["role"], "reseller");
        assert_eq!(acting.post("/acting/end", &[]).await.location(), "/customers");
        assert!(!acting.get("/shop").await.said().contains("You act for"));
        assert_eq!(acting.get("/invoices").await.status.as_u16(), 200);
        let fields = [("language", "nl")];
        let stale = acting.post("/account/language", &fields).await;
        assert_eq!(stale.status.as_u16(), 403, "a form of before the switch is not carried out");
    })
    .await;
}

#[tokio::test]
async fn other_resellers_customers_do_not_exist() {
    on_each_engine(|app| async move {
        let (kantoor, rens) = reseller(&app, "rens").await;
        let (_, tess) = reseller(&app, "tess").await;
        let (florist, _) = served(&app, &rens).await;
        let (bakery, anna) = customer(&app, "anna").await;
        let henk = person(&app, Some(&kantoor), "Henk", Role::Administrator).await;
        let ask = async |who: &Person, named: &str| {
            let program = Browser::of(&app, portal(&app), who).await.sending("hostler-customer", named);
            program.get("/api/v1/licences").await.status.as_u16()
        };
        let (florist_id, bakery_id) = (florist.id.as_str(), bakery.id.as_str());
        for (who, named, expect) in [
            (&rens, florist_id, 200),
            (&tess, florist_id, 404),
            (&anna, florist_id, 404),
            (&rens, bakery_id, 404),
            (&rens, "cus_0", 404),
            (&rens, "", 404),
            (&rens, kantoor.id.as_str(), 200),
            (&anna, bakery_id, 200),
            (&henk, florist_id, 403),
        ] {
            assert_eq!(ask(who, named).await, expect, "{} {named}", who.name);
        }
        let of_tess = Browser::of(&app, portal(&app), &tess).await;
        assert_eq!(of_tess.post("/acting", &[("customer", florist_id)]).await.status.as_u16(), 404);
        assert!(!of_tess.get("/customers").await.said().contains("Bloemen"));
        let path = format!("/customers/{florist_id}/invitation");
        assert_eq!(of_tess.get(&path).await.status.as_u16(), 404);
        let eve = [("email", "eve@elsewhere.test")];
        assert_eq!(of_tess.post(&path, &eve).await.status.as_u16(), 404);
        let of_rens = Browser::of(&app, portal(&app), &rens).await;
        assert_eq!(of_rens.post(&path, &eve).await.status.as_u16(), 422, "somebody has joined");
    })
    .await;
}

#[tokio::test]
async fn w2_a_customer_sees_and_ends_its_reseller_at_once() {
    on_each_engine(|app| async move {
        let (_, rens) = reseller(&app, "rens").await;
        let (florist, bram) = served(&app, &rens).await;
        let acting = Browser::acting(&app, portal(&app), (&rens, &florist.id)).await;
        let program =
            Browser::of(&app, portal(&app), &rens).await.sending("hostler-customer", florist.id.as_str());
        assert!(bram.get("/people").await.said().contains("Bakkerij Rens may buy"));
        assert_eq!(bram.get("/api/v1/reseller").await.json()["name"], "Bakkerij Rens");
        assert_eq!(bram.post("/reseller/end", &[("confirm", "Rens")]).await.status.as_u16(), 422);
        assert_eq!(acting.get("/shop/orders").await.status.as_u16(), 200);
        assert_eq!(bram.post("/reseller/end", &[("confirm", "Bakkerij Rens")]).await.location(), "/people");
        assert_eq!(program.get("/api/v1/licences").await.status.as_u16(), 404);
        // What was meant for the customer is carried out for nobody, and only then for oneself.
        let meant = acting.api("POST", "/api/v1/shop/orders", &order(&app).await).await;
        assert_eq!((meant.status.as_u16(), &meant.json()["code"]), (403, &"acting-ended".into()));
        let orders = acting.get("/api/v1/shop/orders").await;
        assert!(!orders.text().contains("lor_"), "{}", orders.text());
        assert!(!bram.get("/people").await.said().contains("Bakkerij Rens"));
        assert!(bram.get("/events").await.said().contains("Reseller ended"));
    })
    .await;
}

#[tokio::test]
async fn who_is_no_owner_or_no_reseller_any_more_acts_for_nobody() {
    on_each_engine(|app| async move {
        let (kantoor, rens) = reseller(&app, "rens").await;
        let olaf = person(&app, Some(&kantoor), "Olaf", Role::Owner).await;
        let (florist, bram) = served(&app, &rens).await;
        let lowered = Browser::acting(&app, portal(&app), (&rens, &florist.id)).await;
        let unmarked = Browser::acting(&app, portal(&app), (&olaf, &florist.id)).await;
        let as_olaf = session(&app, &olaf).await;
        accounts::people::change_role(&app, &as_olaf, &rens.id, "administrator").await.unwrap();
        assert_eq!(lowered.get("/api/v1/shop/orders").await.json()["code"], "acting-ended");
        assert_eq!(unmarked.get("/api/v1/shop/orders").await.status.as_u16(), 200);
        let sofie = person(&app, None, "Sofie", Role::Staff).await;
        unmark(&app, &session(&app, &sofie).await, &kantoor.id).await.unwrap();
        assert_eq!(unmarked.get("/api/v1/shop/orders").await.json()["code"], "acting-ended");
        assert_eq!(unmarked.get("/customers").await.status.as_u16(), 404);
        assert_eq!(bram.get("/servers").await.status.as_u16(), 200, "the customer stays");
        assert_eq!(bram.get("/api/v1/reseller").await.json()["name"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn a_new_customer_is_checked_whole_and_its_owner_invited() {
    on_each_engine(|app| async move {
        let (_, rens) = reseller(&app, "rens").await;
        let (_, anna) = customer(&app, "anna").await;
        let as_rens = session(&app, &rens).await;
        let empty = SignUp { email: "x".into(), ..SignUp::default() };
        let wrong = create_customer(&app, &as_rens, empty).await.unwrap_err();
        let fields: Vec<_> = wrong.iter().filter_map(|fault| fault.field).collect();
        assert_eq!(fields, ["company", "street", "postcode", "city", "country", "email"]);
        let known = create_customer(&app, &as_rens, florist(&anna.email)).await.unwrap_err();
        assert_eq!(known[0].code, "email-known");
        let none = create_customer(&app, &session(&app, &anna).await, florist("a@b.test")).await.unwrap_err();
        assert_eq!(none[0].code, "not-found", "Anna's is no reseller");

        let made = create_customer(&app, &as_rens, florist("bram@bloemen.test")).await.unwrap();
        let browser = Browser::of(&app, portal(&app), &rens).await;
        let path = format!("/customers/{}/invitation", made.id);
        assert_eq!(browser.post(&path, &[("email", "bram@winkel.test")]).await.location(), "/customers");
        let mail = crate::mail::list(&app.db, "bram@winkel.test", 1, 0).await.unwrap().remove(0);
        assert!(mail.body.contains("Rens (Bakkerij Rens)"), "{}", mail.body);
    })
    .await;
}

#[tokio::test]
async fn one_key_for_two_customers_is_two_requests() {
    on_each_engine(|app| async move {
        let (_, rens) = reseller(&app, "rens").await;
        let (florist, _) = served(&app, &rens).await;
        let program = |customer: Option<&Id<Customer>>| {
            let (app, rens) = (app.clone(), rens.clone());
            let named = customer.map(|id| id.to_string());
            async move {
                let routes = shop::routes::router();
                let browser = Browser::of(&app, routes, &rens).await.sending("idempotency-key", "een");
                match named {
                    Some(named) => browser.sending("hostler-customer", named),
                    None => browser,
                }
            }
        };
        let first =
            program(Some(&florist.id)).await.api("POST", "/api/v1/shop/orders", &order(&app).await).await;
        let own = program(None).await.api("POST", "/api/v1/shop/orders", &order(&app).await).await;
        let (first, own) = (first.json(), own.json());
        assert_eq!(first["customer_id"], florist.id.as_str(), "{first} {own}");
        assert_eq!(own["customer_id"], rens.customer_id.as_ref().unwrap().as_str());
        let again =
            program(Some(&florist.id)).await.api("POST", "/api/v1/shop/orders", &order(&app).await).await;
        assert_eq!(again.json()["id"], first["id"]);
    })
    .await;
}

#[tokio::test]
async fn a_token_of_a_reseller_names_the_customer_too() {
    on_each_engine(|app| async move {
        let (_, rens) = reseller(&app, "rens").await;
        let (florist, _) = served(&app, &rens).await;
        let wanted = Wanted { name: "Kassa".into(), scopes: vec!["licences:read".into()], days: 30 };
        let (_, secret) = tokens::create(&app, &session(&app, &rens).await, wanted).await.unwrap();
        let program = Browser::visitor(&app, portal(&app))
            .sending("authorization", format!("Bearer {secret}"))
            .sending("hostler-customer", florist.id.as_str());
        assert_eq!(program.get("/api/v1/licences").await.status.as_u16(), 200);
        assert_eq!(program.get("/api/v1/shop/orders").await.json()["code"], "scope-missing");
        assert_eq!(program.get("/api/v1/invoices").await.status.as_u16(), 403);
    })
    .await;
}

#[tokio::test]
async fn one_cannot_end_what_is_not_there() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let refused = end(&app, &session(&app, &anna).await).await.unwrap_err();
        assert_eq!(refused.code, "not-found");
    })
    .await;
}
