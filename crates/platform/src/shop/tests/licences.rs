//! Orders for a licence that a customer has: its size, its maintenance, and one order at a time.

use super::*;
async fn grants(app: &App, licence: &Id<Licence>) -> Vec<Grant> {
    crate::licences::issued_for(app, licence).await.unwrap()
}

#[tokio::test]
async fn p10_one_key_brings_users_and_their_add_ons() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let licence = bought(&app, &anna, new(10, "standard", &["antivirus", "activesync"])).await;
        let order = order(&app, &anna, more(&licence, 7)).await.unwrap();
        assert_eq!(keys(&app, &order).await.len(), 1);
        let grant = grant(&app, &licence, GrantKind::Users).await;
        assert_eq!(grant.users, 10);
        assert_eq!(grant.add_ons, [("activesync".to_string(), 10), ("antivirus".to_string(), 10)].into());
    })
    .await;
}

#[tokio::test]
async fn l5_users_are_paid_to_the_last_day_that_was_bought() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let licence = bought(&app, &anna, new(10, "standard", &[])).await;
        registered(&app, &licence, "2026-10-01").await;
        go_to(&app, "2027-08-09T12:00:00+02:00");
        let more_users = || async {
            let quote = shop::price(
                &app,
                shop::Buyer::Customer(anna.customer_id.as_ref().unwrap()),
                &more(&licence, 5),
            )
            .await
            .unwrap();
            quote.lines.iter().map(|line| line.amount_minor).collect::<Vec<_>>()
        };
        // 9 August to 30 September: 53 days of 365 of 33 % of 120.00.
        assert_eq!(more_users().await, [12_000, 575]);
        // A renewal in place that nobody has registered yet counts too.
        order(&app, &anna, renew(&licence, 1, RenewalBy::SameKey)).await.unwrap();
        assert_eq!(more_users().await, [12_000, 4_535]);
    })
    .await;
}

#[tokio::test]
async fn l6_a_renewal_is_in_place_or_a_key_to_be_added() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let licence = bought(&app, &anna, new(5, "standard", &[])).await;
        registered(&app, &licence, "2026-10-01").await;
        let in_place = order(&app, &anna, renew(&licence, 1, RenewalBy::SameKey)).await.unwrap();
        let issued = keys(&app, &in_place).await;
        assert_eq!((issued.len(), issued[0].key.is_none()), (1, true));
        let page = browser(&app, &anna).await.get(&format!("/shop/orders/{}", in_place.id)).await;
        assert!(page.said().contains("There is no new key"), "{}", page.said());
        let by_key = order(&app, &anna, renew(&licence, 2, RenewalBy::NewKey)).await.unwrap();
        let issued = keys(&app, &by_key).await;
        assert!(issued[0].key.is_some());
        let years: i64 = grants(&app, &licence).await.iter().map(|grant| grant.years).sum();
        assert_eq!(years, 3);
        let quote = by_key.quote().unwrap();
        assert_eq!(quote.after.last_day.unwrap().to_string(), "2030-09-30");
    })
    .await;
}

#[tokio::test]
async fn l4_d7_a_lapsed_licence_is_told_how_many_years_it_needs() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let licence = bought(&app, &anna, new(5, "standard", &[])).await;
        registered(&app, &licence, "2026-10-01").await;
        go_to(&app, "2029-11-01T12:00:00+01:00");
        let browser = browser(&app, &anna).await;
        let path = format!("/shop/order?licence={licence}&kind=renewal");
        let page = browser.get(&path).await;
        assert!(
            page.text().contains("name=\"years\"") && page.said().contains("until 30 September 2030"),
            "{}",
            page.said()
        );
        let page = browser.get(&format!("{path}&years=1")).await;
        assert!(page.said().contains("3 years reach today"), "{}", page.said());
    })
    .await;
}

#[tokio::test]
async fn d14_orders_at_the_same_instant_never_leave_an_add_on_for_too_few() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let licence = bought(&app, &anna, new(5, "standard", &[])).await;
        let mut ordering = Vec::new();
        for wish in [
            add_on(&licence, "antivirus"),
            more(&licence, 5),
            more(&licence, 10),
            add_on(&licence, "activesync"),
        ] {
            let (app, anna) = (app.clone(), anna.clone());
            ordering.push(tokio::spawn(async move { order(&app, &anna, wish).await }));
        }
        let mut delivered = 0;
        for order in ordering {
            match order.await.unwrap() {
                Ok(order) => delivered += i64::from(order.state == "delivered"),
                Err(code) => {
                    assert!(
                        ["licence-changed", "licence-order-open", "total-not-seen"].contains(&code.as_str()),
                        "{code}"
                    )
                }
            }
        }
        assert!(delivered >= 1);
        let grants = grants(&app, &licence).await;
        let users: i64 = grants.iter().map(|grant| grant.users).sum();
        for id in ["antivirus", "activesync"] {
            let covered: i64 = grants.iter().filter_map(|grant| grant.add_ons.get(id)).sum();
            assert!(covered == 0 || covered == users, "{id}: {covered} of {users}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_add_on_is_sold_once() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let licence = bought(&app, &anna, new(15, "standard", &[])).await;
        order(&app, &anna, add_on(&licence, "antivirus")).await.unwrap();
        let grant = grant(&app, &licence, GrantKind::AddOn).await;
        assert_eq!((grant.add_ons["antivirus"], grant.users), (15, 0));
        assert_eq!(order(&app, &anna, add_on(&licence, "antivirus")).await, Err("add-on-held".into()));
        let page =
            browser(&app, &anna).await.get(&format!("/shop/order?licence={licence}&kind=add-on")).await;
        assert!(page.text().contains("value=\"activesync\"") && !page.text().contains("value=\"antivirus\""));
    })
    .await;
}
