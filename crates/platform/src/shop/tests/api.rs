//! The shop for programs.

use super::*;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

#[tokio::test]
async fn l14_quote_and_order_by_program() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let browser = browser(&app, &anna).await;
        let wish = json!({ "kind": "new", "product": "connect", "users": 12, "add_ons": ["antivirus"] });
        let quote = browser.api("POST", "/api/v1/shop/quotes", &wish).await;
        assert_eq!(quote.status.as_u16(), 200, "{}", quote.text());
        insta::assert_json_snapshot!("quote", quote.json());
        let mut new = json!({ "wish": wish, "terms": TERMS, "reference": "Inkoop 12" });
        let unseen = browser.api("POST", "/api/v1/shop/orders", &new).await;
        assert_eq!((unseen.status.as_u16(), unseen.json()["code"].as_str()), (409, Some("total-not-seen")));
        new["gross_minor"] = quote.json()["gross_minor"].clone();
        let order = browser.api("POST", "/api/v1/shop/orders", &new).await;
        assert_eq!(order.status.as_u16(), 201, "{}", order.text());
        let order = order.json();
        assert_eq!(
            (order["state"].as_str(), order["quote"]["gross_minor"].as_i64()),
            (Some("delivered"), Some(93_775))
        );
        assert_eq!(order["keys"][0]["kind"], "base");
        assert!(order["keys"][0]["key"].as_str().unwrap().parse::<hostler_licence::key::Key>().is_ok());
        let path = format!("/api/v1/shop/orders/{}", order["id"].as_str().unwrap());
        assert_eq!(browser.get(&path).await.json(), order);
        let list = browser.get("/api/v1/shop/orders").await.json();
        assert_eq!((&list["total"], &list["orders"][0]["id"]), (&json!(1), &order["id"]));
        let prices = browser.get("/api/v1/shop/prices").await.json();
        assert_eq!(prices["prices"][0]["base_micro"], 410_000_000);
    })
    .await;
}

#[tokio::test]
async fn l10_evidence_and_approval_by_program() {
    on_each_engine(|app| async move {
        let ((_, anna), sofie) = (customer(&app, "anna").await, sofie(&app).await);
        let (anna_api, sofie) = (browser(&app, &anna).await, browser(&app, &sofie).await);
        let placed = order(&app, &anna, new(5, "edu", &[])).await.unwrap();
        let path = format!("/api/v1/shop/orders/{}", placed.id);
        let bad = json!({ "file": { "name": "a.pdf", "content": "***" } });
        assert_eq!(
            anna_api.api("POST", &format!("{path}/evidence"), &bad).await.json()["code"],
            "evidence-file-unknown"
        );
        // As large as it may be.
        let content = STANDARD.encode([b"%PDF-".to_vec(), vec![b' '; 4_999_995]].concat());
        let good = json!({ "words": "BRIN 12AB", "file": { "name": "a.pdf", "content": content } });
        let sent = anna_api.api("POST", &format!("{path}/evidence"), &good).await;
        assert_eq!(sent.status.as_u16(), 200, "{}", sent.text());
        let approval = format!("/api/v1/staff/shop/orders/{}/approval", placed.id);
        let refused = sofie.api("POST", &approval, &json!({ "decision": "refuse", "reason": "" })).await;
        assert_eq!(refused.json()["code"], "approval-reason-missing");
        let approved = sofie.api("POST", &approval, &json!({ "decision": "approve" })).await;
        assert_eq!(approved.json()["state"], "delivered", "{}", approved.text());
        let cancelled = anna_api.api("POST", &format!("{path}/cancel"), &json!({})).await;
        assert_eq!(
            (cancelled.status.as_u16(), cancelled.json()["code"].as_str()),
            (409, Some("licence-order-state"))
        );
        assert_eq!(sofie.get("/api/v1/staff/shop/orders").await.json()["total"], 1);
    })
    .await;
}
