//! Whose an order's keys are: those who may register licences (W2).

use super::*;
use crate::accounts::{Customer, resellers};

/// Rens, whose customer sells to this one.
async fn reseller_of(app: &App, customer: &Customer) -> Person {
    let (seller, rens) = crate::testing::customer(app, "rens").await;
    let sofie = sofie(app).await;
    resellers::mark(app, &session(app, &sofie).await, &seller.id).await.unwrap();
    let mut tx = app.db.begin().await.unwrap();
    assert!(resellers::take(&mut tx, &seller.id, &customer.id, (app.now_ms(), 1)).await.unwrap());
    tx.commit().await.unwrap();
    rens
}

/// Everybody who may see the order of this customer, and where.
async fn looking(app: &Arc<App>, customer: &Customer, owner: &Person) -> Vec<(Role, Browser, &'static str)> {
    let (own, ours) = ("shop/orders", "staff/shop/orders");
    let bram = person(app, Some(customer), "Bram", Role::Administrator).await;
    let carla = person(app, Some(customer), "Carla", Role::Accountant).await;
    let rens = reseller_of(app, customer).await;
    let saskia = person(app, None, "Saskia", Role::Staff).await;
    vec![
        (Role::Owner, browser(app, owner).await, own),
        (Role::Administrator, browser(app, &bram).await, own),
        (Role::Accountant, browser(app, &carla).await, own),
        (Role::Reseller, Browser::acting(app, routes(app), (&rens, &customer.id)).await, own),
        (Role::Staff, browser(app, &saskia).await, ours),
    ]
}

#[tokio::test]
async fn w2_keys_of_an_order_are_for_those_who_may_register_licences() {
    on_each_engine(|app| async move {
        let (bakery, anna) = customer(&app, "anna").await;
        let placed = order(&app, &anna, new(5, "standard", &[])).await.unwrap();
        let key = keys(&app, &placed).await.remove(0).key.unwrap();
        for (role, own, at) in looking(&app, &bakery, &anna).await {
            let may = matches!(role, Role::Owner | Role::Administrator | Role::Reseller);
            let (answer, page) = (
                own.get(&format!("/api/v1/{at}/{}", placed.id)).await,
                own.get(&format!("/{at}/{}", placed.id)).await,
            );
            assert_eq!((answer.status.as_u16(), page.status.as_u16()), (200, 200), "{role:?}");
            assert_eq!(answer.json()["keys"][0]["kind"], "base", "{role:?}: that there is one");
            assert_eq!(answer.json()["keys"][0]["key"].as_str(), may.then_some(key.as_str()), "{role:?}");
            assert_eq!((answer.text().contains(&key), page.text().contains(&key)), (may, may));
        }
    })
    .await;
}
