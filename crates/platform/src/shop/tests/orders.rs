//! Ordering: what is seen is what is agreed, once.

use super::*;
use crate::testing::mailed;

const ANNA: &str = "anna@bakkerij.example";

#[tokio::test]
async fn l6_an_owner_has_the_keys_at_once_on_the_page_and_by_mail() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let order = order(&app, &anna, new(12, "standard", &["antivirus"])).await.unwrap();
        assert_eq!((order.state.as_str(), order.gross_minor), ("delivered", 93_775));
        let issued = keys(&app, &order).await;
        assert_eq!(issued.len(), 1, "one base key with all users and add-ons in it");
        let (key, number) = (issued[0].key.clone().unwrap(), issued[0].number.clone().unwrap());
        let page = browser(&app, &anna).await.get(&format!("/shop/orders/{}", order.id)).await;
        assert!(page.text().contains(&key) && page.text().contains(&number), "{}", page.text());
        assert!(page.said().contains("€937.75 is due"), "{}", page.said());
        let (subject, body) = mail(&app, &anna.email, "delivered").await;
        assert_eq!(subject, "Connect: new licence with 15 users: delivered");
        assert!(body.contains(&key) && body.contains("€937.75 is due"), "{body}");
        let told = kinds(&app, order.id.as_str()).await;
        assert_eq!(told, ["licence-order.delivered", "licence-order.placed"]);
    })
    .await;
}

#[tokio::test]
async fn what_was_agreed_stands_when_prices_change() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let order = order(&app, &anna, new(5, "standard", &[])).await.unwrap();
        let agreed = found(&app, &order).await.quote().unwrap();
        assert_eq!((agreed.on.to_string().as_str(), agreed.net_minor), ("2026-10-01", 41_000));
        assert_eq!(agreed.lines.len(), 1);
    })
    .await;
}

fn form(seen: &str) -> Vec<(&str, &str)> {
    vec![
        ("product", "connect"),
        ("edition", "standard"),
        ("class", "standard"),
        ("users", "12"),
        ("years", "0"),
        ("add-on-antivirus", "yes"),
        ("reference", " Inkoop  12 "),
        ("terms", "yes"),
        ("form", "a-form-of-annas"),
        ("seen", seen),
        ("step", "order"),
    ]
}

#[tokio::test]
async fn a_form_that_is_sent_twice_is_one_order() {
    on_each_engine(|app| async move {
        let (bakery, anna) = customer(&app, "anna").await;
        let browser = browser(&app, &anna).await;
        let form = form("93775");
        let (one, other) =
            tokio::join!(browser.post("/shop/order", &form), browser.post("/shop/order", &form));
        let again = browser.post("/shop/order", &form).await;
        assert_eq!(one.status.as_u16(), 303, "{}", one.text());
        assert_eq!((one.location(), one.location()), (other.location(), again.location()));
        assert_eq!(shop::count_of_customer(&app.db, &bakery.id).await.unwrap(), 1);
        assert_eq!(crate::licences::of_customer(&app.db, &bakery.id).await.unwrap().len(), 1);
        let order = &shop::of_customer(&app.db, &bakery.id, (10, 0)).await.unwrap()[0];
        assert_eq!(order.reference, "Inkoop 12");
    })
    .await;
}

#[tokio::test]
async fn nobody_buys_at_a_price_that_they_have_not_seen() {
    on_each_engine(|app| async move {
        let (bakery, anna) = customer(&app, "anna").await;
        let browser = browser(&app, &anna).await;
        for seen in ["", "1", "93774"] {
            let page = browser.post("/shop/order", &form(seen)).await;
            assert_eq!(page.status.as_u16(), 422);
            assert!(page.text().contains("Look at the amount below"), "{}", page.text());
            assert!(page.text().contains("name=\"seen\" value=\"93775\""), "{}", page.text());
        }
        let mut calculate = form("");
        calculate.retain(|(name, _)| *name != "step");
        calculate.push(("step", "calculate"));
        let page = browser.post("/shop/order", &calculate).await;
        assert_eq!(page.status.as_u16(), 200);
        assert!(page.text().contains("value=\"a-form-of-annas\"") && page.text().contains("€937.75"));
        assert_eq!(shop::count_of_customer(&app.db, &bakery.id).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn everything_wrong_is_said_at_the_field() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let browser = browser(&app, &anna).await;
        let fields = [("product", "connect"), ("users", "many"), ("step", "order")];
        let page = browser.post("/shop/order", &fields).await;
        assert_eq!((page.status.as_u16(), page.refused_fields()), (422, vec!["users".to_string()]));
        let reference = "x".repeat(81);
        let fields = [("product", "connect"), ("users", "0"), ("reference", &reference), ("step", "order")];
        let page = browser.post("/shop/order", &fields).await;
        let mut wrong = page.refused_fields();
        wrong.sort();
        assert_eq!(wrong, ["reference", "terms", "users"]);
    })
    .await;
}

#[tokio::test]
async fn l1_a_visitor_orders_and_the_link_delivers() {
    on_each_engine(|app| async move {
        let visitor = Browser::visitor(&app, routes(&app));
        let mut fields = form("93775");
        fields.extend(
            crate::testing::order_form("Anna", ANNA, "")
                .into_iter()
                .filter(|(name, _)| !["server_name", "terms"].contains(name)),
        );
        let seen = visitor.post("/shop/order", &fields).await;
        assert_eq!(seen.location(), "/order/sent", "{:?} {}", seen.refused_fields(), seen.text());
        assert_eq!(
            crate::licences::count_found(&app.db, &crate::licences::Sought::all()).await.unwrap(),
            0,
            "nothing before the address is proven"
        );
        let link = mailed(&app, ANNA, "/verify/").await;
        assert_eq!(visitor.get(&link).await.status.as_u16(), 200);
        let seen = visitor.post(&link, &[]).await;
        assert!(seen.location().starts_with("/shop/orders/lor_"), "{}", seen.location());
        assert_eq!(crate::licences::count_found(&app.db, &crate::licences::Sought::all()).await.unwrap(), 1);
        assert_eq!(visitor.post(&link, &[]).await.status.as_u16(), 404);
        assert_eq!(crate::licences::count_found(&app.db, &crate::licences::Sought::all()).await.unwrap(), 1);
        mail(&app, ANNA, "delivered").await;
    })
    .await;
}

#[tokio::test]
async fn a_visitor_whose_mail_never_came_orders_again_and_old_links_deliver_nothing() {
    on_each_engine(|app| async move {
        let visitor = Browser::visitor(&app, routes(&app));
        let mut fields = form("93775");
        fields.extend(
            crate::testing::order_form("Anna", ANNA, "")
                .into_iter()
                .filter(|(name, _)| !["server_name", "terms"].contains(name)),
        );
        visitor.post("/shop/order", &fields).await;
        let lost = mailed(&app, ANNA, "/verify/").await;
        assert_eq!(visitor.post("/shop/order", &fields).await.location(), "/order/sent");
        assert_eq!(visitor.post(&lost, &[]).await.status.as_u16(), 404);
        let late = mailed(&app, ANNA, "/verify/").await;
        go_to(&app, "2026-10-02T08:00:01+02:00");
        assert_eq!(visitor.post(&late, &[]).await.status.as_u16(), 404, "a day has passed");
        assert_eq!(visitor.post("/shop/order", &fields).await.location(), "/order/sent");
        visitor.post(&mailed(&app, ANNA, "/verify/").await, &[]).await;
        assert_eq!(crate::licences::count_found(&app.db, &crate::licences::Sought::all()).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn only_owners_order_and_only_their_own_customer_sees_it() {
    on_each_engine(|app| async move {
        let (bakery, anna) = customer(&app, "anna").await;
        let (_, bram) = customer(&app, "bram").await;
        let henk = person(&app, Some(&bakery), "Henk", Role::Administrator).await;
        assert_eq!(order(&app, &henk, new(5, "standard", &[])).await, Err("not-the-owner".into()));
        let placed = order(&app, &anna, new(5, "standard", &[])).await.unwrap();
        let path = format!("/shop/orders/{}", placed.id);
        assert_eq!(browser(&app, &bram).await.get(&path).await.status.as_u16(), 404);
        assert_eq!(browser(&app, &henk).await.get(&path).await.status.as_u16(), 200);
        let licence = keys(&app, &placed).await.remove(0).licence.unwrap();
        assert_eq!(order(&app, &bram, more(&licence, 5)).await, Err("licence-unknown".into()));
    })
    .await;
}
