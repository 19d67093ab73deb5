//! From the form to the accepted order: everything wrong at once, links, names, and two at the same moment.

use crate::accounts::{self, Person, Session};
use crate::app::App;
use crate::orders::{self, Order, TERMS, Wish};
use crate::portal;
use crate::servers;
use crate::testing::{Browser, customer, go_to, mailed, on_each_engine, order_form};
use axum::Router;
use std::sync::Arc;

fn visitor(app: &Arc<App>) -> Browser {
    Browser::visitor(app, Router::new().fallback_service(portal::router(app.clone())))
}

async fn session(app: &App, person: &Person) -> Session {
    let mut tx = app.db.begin().await.unwrap();
    let token = accounts::start_session(app, &mut tx, person).await.unwrap();
    tx.commit().await.unwrap();
    accounts::session(app, &token).await.unwrap().unwrap()
}

async fn servers_count(app: &App) -> usize {
    servers::alive(&app.db).await.unwrap().len()
}

const ANNA: &str = "anna@bakkerij.example";

#[tokio::test]
async fn everything_wrong_is_said_at_once_and_nothing_is_kept() {
    on_each_engine(|app| async move {
        let wrong = [("country", "XX"), ("vat_number", "12"), ("password", "kort"), ("email", "anna")];
        let seen = visitor(&app).post("/order", &wrong).await;
        assert_eq!(seen.status.as_u16(), 422);
        let mut fields = seen.refused_fields();
        fields.sort();
        let all =
            ["city", "company", "country", "email", "name", "password", "postcode", "server_name", "street"];
        // Without a country nobody can say what its VAT numbers look like.
        assert_eq!(fields, [&all[..], &["terms"]].concat());
        assert!(!seen.text().contains("kort"), "a password is not shown again");
        assert_eq!(accounts::count_customers(&app.db, "").await.unwrap(), 0);
        assert_eq!(crate::mail::count(&app.db, "").await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn h1_the_link_in_the_mail_accepts_the_order_once() {
    on_each_engine(|app| async move {
        let seen = visitor(&app).post("/order", &order_form("Anna", ANNA, " Bakkerij ")).await;
        assert_eq!((seen.status.as_u16(), seen.location()), (303, "/order/sent"));
        assert_eq!(servers_count(&app).await, 0, "nothing before the address is proven");
        let link = mailed(&app, ANNA, "/verify/").await;
        assert_eq!(visitor(&app).get(&link).await.status.as_u16(), 200);
        assert_eq!(servers_count(&app).await, 0, "a scanner that opens the link does nothing");
        let seen = visitor(&app).post(&link, &[]).await;
        assert!(seen.location().starts_with("/orders/ord_"), "{}", seen.location());
        assert_eq!(servers_count(&app).await, 1);
        let again = visitor(&app).post(&link, &[]).await;
        assert_eq!(again.status.as_u16(), 404);
        assert!(again.text().contains("has been used"), "{}", again.text());
        assert_eq!(servers_count(&app).await, 1);
        let server = servers::alive(&app.db).await.unwrap().remove(0);
        assert_eq!((server.name.as_str(), server.phase.as_str()), ("bakkerij", "ordered"));
    })
    .await;
}

#[tokio::test]
async fn after_a_day_the_link_is_old_and_the_name_is_free() {
    on_each_engine(|app| async move {
        visitor(&app).post("/order", &order_form("Anna", ANNA, "bakkerij")).await;
        let link = mailed(&app, ANNA, "/verify/").await;
        let bram = order_form("Bram", "bram@bloemen.example", "bakkerij");
        let seen = visitor(&app).post("/order", &bram).await;
        assert_eq!((seen.status.as_u16(), seen.refused_fields()), (422, vec!["server_name".to_string()]));
        go_to(&app, "2026-10-02T08:00:01+02:00");
        assert_eq!(visitor(&app).post(&link, &[]).await.status.as_u16(), 404);
        assert_eq!(visitor(&app).post("/order", &bram).await.location(), "/order/sent");
        assert_eq!(visitor(&app).post(&link, &[]).await.status.as_u16(), 404);
        // Anna may try again as well.
        let seen = visitor(&app).post("/order", &order_form("Anna", ANNA, "winkel")).await;
        assert_eq!(seen.location(), "/order/sent", "{:?}", seen.refused_fields());
        visitor(&app).post(&mailed(&app, ANNA, "/verify/").await, &[]).await;
        assert_eq!(servers_count(&app).await, 1);
    })
    .await;
}

#[tokio::test]
async fn whose_mail_never_came_orders_again() {
    on_each_engine(|app| async move {
        visitor(&app).post("/order", &order_form("Anna", ANNA, "bakkerij")).await;
        let lost = mailed(&app, ANNA, "/verify/").await;
        go_to(&app, "2026-10-01T08:00:01+02:00");
        let seen = visitor(&app).post("/order", &order_form("Anna", ANNA, "bakkerij")).await;
        assert_eq!(seen.location(), "/order/sent", "{:?}", seen.refused_fields());
        assert_eq!(visitor(&app).post(&lost, &[]).await.status.as_u16(), 404, "the first order is gone");
        visitor(&app).post(&mailed(&app, ANNA, "/verify/").await, &[]).await;
        assert_eq!(servers_count(&app).await, 1);
        let seen = visitor(&app).post("/order", &order_form("Anna", ANNA, "winkel")).await;
        assert_eq!(seen.refused_fields(), vec!["email".to_string()], "a verified address is taken");
    })
    .await;
}

#[tokio::test]
async fn orders_of_visitors_are_limited_by_place() {
    on_each_engine(|app| async move {
        for number in 0..10 {
            let (email, server) = (format!("anna{number}@bakkerij.example"), format!("winkel-{number}"));
            let seen = visitor(&app).post("/order", &order_form("Anna", &email, &server)).await;
            assert_eq!(seen.location(), "/order/sent", "{number}");
        }
        let seen = visitor(&app).post("/order", &order_form("Anna", ANNA, "bakkerij")).await;
        assert_eq!(seen.status.as_u16(), 422);
        assert!(seen.text().contains("Wait 15 minutes"));
        assert_eq!(crate::mail::count(&app.db, "").await.unwrap(), 10);
    })
    .await;
}

async fn ordered(app: &Arc<App>, session: Session, name: &str) -> Result<Order, String> {
    let wish = Wish { product: "connect".into(), server_name: name.into(), terms: TERMS.into() };
    orders::place_as(app, &session, wish).await.map_err(|faults| faults[0].code.to_string())
}

#[tokio::test]
async fn of_two_orders_for_one_name_at_once_one_wins() {
    on_each_engine(|app| async move {
        let (anna, bram) = (customer(&app, "anna").await.1, customer(&app, "bram").await.1);
        let (of_anna, of_bram) = (session(&app, &anna).await, session(&app, &bram).await);
        let (one, other) = (app.clone(), app.clone());
        let (one, other) = tokio::join!(
            tokio::spawn(async move { ordered(&one, of_anna, "bakkerij").await }),
            tokio::spawn(async move { ordered(&other, of_bram, "bakkerij").await }),
        );
        let (one, other) = (one.unwrap(), other.unwrap());
        assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1, "{one:?} {other:?}");
        assert_eq!(one.err().or(other.err()), Some("server-name-taken".into()));
        assert_eq!(servers_count(&app).await, 1);
    })
    .await;
}

#[tokio::test]
async fn servers_that_are_ordered_at_once_have_places_of_their_own() {
    on_each_engine(|app| async move {
        let anna = customer(&app, "anna").await.1;
        let mut ordering = Vec::new();
        for number in 0..8 {
            let (app, session) = (app.clone(), session(&app, &anna).await);
            ordering
                .push(tokio::spawn(async move { ordered(&app, session, &format!("winkel-{number}")).await }));
        }
        for order in ordering {
            order.await.unwrap().unwrap_or_else(|code| panic!("{code}"));
        }
        let mut slots: Vec<i64> = servers::alive(&app.db).await.unwrap().iter().map(|s| s.slot).collect();
        slots.sort_unstable();
        assert_eq!(slots, (1..=8).collect::<Vec<_>>());
    })
    .await;
}
