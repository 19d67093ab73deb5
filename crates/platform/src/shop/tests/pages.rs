//! What the pages say, in both languages.

use super::*;
use hostler_kit::ui::words::check::missing_in;

async fn in_dutch(app: &App, person: &Person) -> Person {
    accounts::set_language(app, person, "nl").await.unwrap();
    person.clone()
}

#[tokio::test]
async fn prices_order_and_orders_in_english() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let browser = browser(&app, &anna).await;
        insta::assert_snapshot!("shop", browser.get("/shop").await.said());
        let path =
            "/shop/order?product=control&edition=certified&class=edu&users=12&years=1&add-on-web-filter=yes";
        insta::assert_snapshot!("order", browser.get(path).await.said());
        let placed = order(&app, &anna, new(12, "edu", &["antivirus"])).await.unwrap();
        insta::assert_snapshot!("waiting", browser.get(&format!("/shop/orders/{}", placed.id)).await.said());
        insta::assert_snapshot!("orders", browser.get("/shop/orders").await.said());
    })
    .await;
}

#[tokio::test]
async fn the_same_in_dutch_and_no_word_is_missing() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let licence = bought(&app, &anna, new(10, "standard", &["antivirus"])).await;
        let waiting = order(&app, &anna, new(5, "gov", &[])).await.unwrap();
        registered(&app, &licence, "2026-10-01").await;
        let users = order(&app, &anna, more(&licence, 4)).await.unwrap();
        let anna = in_dutch(&app, &anna).await;
        let browser = browser(&app, &anna).await;
        let key = keys(&app, &users).await.remove(0).key.unwrap();
        let said = browser.get(&format!("/shop/orders/{}", users.id)).await.said();
        insta::assert_snapshot!("dutch-users", said.replace(&key, "KEY"));
        let mut pages = vec!["/shop".to_string(), "/shop/order".into(), "/shop/orders".into()];
        for kind in ["users", "add-on", "renewal"] {
            pages.push(format!("/shop/order?licence={licence}&kind={kind}"));
        }
        pages.extend([format!("/shop/orders/{}", waiting.id), format!("/shop/orders/{}", users.id)]);
        for path in pages {
            let seen = browser.get(&path).await;
            assert_eq!(seen.status.as_u16(), 200, "{path}");
            assert_eq!(missing_in(&seen.text()), Vec::<String>::new(), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_quote_follows_what_is_typed() {
    on_each_engine(|app| async move {
        let visitor = Browser::visitor(&app, routes(&app));
        let part = visitor.get("/shop/order/quote?product=connect&users=8").await;
        assert!(
            part.text().contains("€530.00") && part.text().contains("You asked for 8 users"),
            "{}",
            part.text()
        );
        assert!(!part.text().contains("<html"));
        let part = visitor.get("/shop/order/quote?product=connect&users=x").await;
        assert!(part.text().contains("Write a number of users") && !part.text().contains("name=\"seen\""));
        let part =
            visitor.get("/shop/order/quote?licence=lic_00000000000000000000000000000000&kind=users").await;
        assert_eq!(part.status.as_u16(), 303, "{}", part.text());
    })
    .await;
}
