//! EDU and GOV prices: evidence, approval, refusal (L10).

use super::*;

async fn waiting(app: &App, owner: &Person, wish: Wish) -> LicenceOrder {
    let order = order(app, owner, wish).await.unwrap();
    assert_eq!(order.state, "waiting");
    order
}

async fn evidence(app: &App, owner: &Person, order: &LicenceOrder) -> LicenceOrder {
    let sent =
        Sent { words: "BRIN 12AB".into(), file: Some(("brief.pdf".into(), b"%PDF-1.7 school".to_vec())) };
    shop::give_evidence(app, &session(app, owner).await, order, sent).await.unwrap()
}

#[tokio::test]
async fn l10_keys_come_after_the_evidence_is_approved_and_the_next_order_needs_none() {
    on_each_engine(|app| async move {
        let ((_, anna), sofie) = (customer(&app, "anna").await, sofie(&app).await);
        let placed = waiting(&app, &anna, new(10, "edu", &[])).await;
        assert!(keys(&app, &placed).await.is_empty());
        mail(&app, &anna.email, "we need your evidence").await;
        let staff = session(&app, &sofie).await;
        let early = shop::approve(&app, &staff, &placed).await.unwrap_err();
        assert_eq!(early.code, "evidence-missing");
        let placed = evidence(&app, &anna, &placed).await;
        let delivered = shop::approve(&app, &staff, &placed).await.unwrap();
        assert_eq!((delivered.state.as_str(), keys(&app, &delivered).await.len()), ("delivered", 1));
        assert_eq!(shop::approve(&app, &staff, &placed).await.unwrap_err().code, "licence-order-state");
        assert_eq!(keys(&app, &delivered).await.len(), 1, "approved twice, delivered once");
        assert_eq!(
            kinds(&app, placed.id.as_str()).await,
            [
                "licence-order.approved",
                "licence-order.delivered",
                "licence-order.evidence",
                "licence-order.placed"
            ]
        );
        // Within the year, in the same class.
        assert_eq!(order(&app, &anna, new(5, "edu", &[])).await.unwrap().state, "delivered");
        waiting(&app, &anna, new(5, "gov", &[])).await;
        let (_, bram) = customer(&app, "bram").await;
        waiting(&app, &bram, new(5, "edu", &[])).await;
        go_to(&app, "2027-10-01T08:00:01+02:00");
        waiting(&app, &anna, new(5, "edu", &[])).await;
    })
    .await;
}

#[tokio::test]
async fn l10_a_refusal_has_its_reason_and_nothing_is_due() {
    on_each_engine(|app| async move {
        let ((_, anna), sofie) = (customer(&app, "anna").await, sofie(&app).await);
        let placed = waiting(&app, &anna, new(10, "gov", &[])).await;
        let placed = evidence(&app, &anna, &placed).await;
        let staff = session(&app, &sofie).await;
        assert_eq!(
            shop::refuse(&app, &staff, &placed, " ").await.unwrap_err().code,
            "approval-reason-missing"
        );
        let refused = shop::refuse(&app, &staff, &placed, "A bakery is no public body.").await.unwrap();
        assert_eq!(found(&app, &placed).await, refused);
        assert!(keys(&app, &refused).await.is_empty());
        let (_, body) = mail(&app, &anna.email, "refused").await;
        assert!(body.contains("A bakery is no public body."), "{body}");
        assert_eq!(shop::approve(&app, &staff, &placed).await.unwrap_err().code, "licence-order-state");
        let page = browser(&app, &anna).await.get(&format!("/shop/orders/{}", placed.id)).await;
        assert!(page.said().contains("A bakery is no public body."));
    })
    .await;
}

#[tokio::test]
async fn a_customer_cancels_while_it_waits_and_not_afterwards() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let placed = waiting(&app, &anna, new(10, "edu", &[])).await;
        let browser = browser(&app, &anna).await;
        let path = format!("/shop/orders/{}/cancel", placed.id);
        assert_eq!(browser.post(&path, &[]).await.status.as_u16(), 303);
        assert_eq!(found(&app, &placed).await.state, "cancelled");
        assert_eq!(browser.post(&path, &[]).await.status.as_u16(), 409);
        let delivered = order(&app, &anna, new(5, "standard", &[])).await.unwrap();
        let path = format!("/shop/orders/{}/cancel", delivered.id);
        assert_eq!(browser.post(&path, &[]).await.status.as_u16(), 409);
    })
    .await;
}

#[tokio::test]
async fn a_licence_has_one_open_order() {
    on_each_engine(|app| async move {
        let ((_, anna), sofie) = (customer(&app, "anna").await, sofie(&app).await);
        let placed = waiting(&app, &anna, new(10, "edu", &[])).await;
        let placed = evidence(&app, &anna, &placed).await;
        let staff = session(&app, &sofie).await;
        let first = shop::approve(&app, &staff, &placed).await.unwrap();
        let licence = keys(&app, &first).await.remove(0).licence.unwrap();
        go_to(&app, "2027-10-01T08:00:01+02:00");
        let open = waiting(&app, &anna, add_on(&licence, "antivirus")).await;
        assert_eq!(order(&app, &anna, more(&licence, 5)).await, Err("licence-order-open".into()));
        shop::cancel(&app, &session(&app, &anna).await, &open).await.unwrap();
        waiting(&app, &anna, more(&licence, 5)).await;
    })
    .await;
}

#[tokio::test]
async fn evidence_is_read_by_its_owner_and_staff_alone() {
    on_each_engine(|app| async move {
        let ((_, anna), (_, bram), sofie) =
            (customer(&app, "anna").await, customer(&app, "bram").await, sofie(&app).await);
        let placed = waiting(&app, &anna, new(10, "edu", &[])).await;
        let path = format!("/shop/orders/{}/evidence", placed.id);
        let (own, other) = (browser(&app, &anna).await, browser(&app, &bram).await);
        assert_eq!(own.get(&path).await.status.as_u16(), 404, "nothing was sent yet");
        let nothing = own.upload(&path, &[("words", " ")], ("file", "", "")).await;
        assert_eq!((nothing.status.as_u16(), nothing.refused_fields()), (422, vec!["words".to_string()]));
        let program = own.upload(&path, &[("words", "Zie bijlage")], ("file", "brief.pdf", "MZ\0\0")).await;
        assert_eq!((program.status.as_u16(), program.refused_fields()), (422, vec!["file".to_string()]));
        assert!(program.text().contains("Zie bijlage"), "what was written is not lost");
        let fields = [("words", "BRIN 12AB")];
        let file = ("file", "../brief 1.pdf", "%PDF-1.7 school");
        assert_eq!(other.upload(&path, &fields, file).await.status.as_u16(), 404);
        assert_eq!(own.upload(&path, &fields, file).await.status.as_u16(), 303);
        let seen = own.get(&path).await;
        assert_eq!(seen.text(), "%PDF-1.7 school");
        assert_eq!(seen.headers["content-type"], "application/pdf");
        assert_eq!(seen.headers["content-disposition"], "attachment; filename=\"brief-1.pdf\"");
        assert_eq!(seen.headers["x-content-type-options"], "nosniff");
        assert_eq!(other.get(&path).await.status.as_u16(), 404);
        let staff = format!("/staff/shop/orders/{}", placed.id);
        let sofie = browser(&app, &sofie).await;
        assert_eq!(sofie.get(&format!("{staff}/evidence")).await.text(), "%PDF-1.7 school");
        assert!(sofie.get(&staff).await.text().contains("BRIN 12AB"));
        let sealed: String =
            sqlx::query_scalar("SELECT sealed FROM licence_evidence").fetch_one(app.db.read()).await.unwrap();
        assert!(!sealed.is_empty() && !sealed.contains("PDF"));
    })
    .await;
}

#[tokio::test]
async fn a_form_from_elsewhere_sends_no_evidence() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let placed = waiting(&app, &anna, new(10, "edu", &[])).await;
        let stranger = Browser::visitor(&app, routes(&app));
        let path = format!("/shop/orders/{}/evidence", placed.id);
        let seen = stranger.upload(&path, &[("words", "x")], ("file", "", "")).await;
        assert_eq!(seen.status.as_u16(), 401);
        assert_eq!(found(&app, &placed).await.evidence_at_ms, None);
    })
    .await;
}

#[tokio::test]
async fn staff_see_what_waits_for_them_first() {
    on_each_engine(|app| async move {
        let ((_, anna), (_, bram), sofie) =
            (customer(&app, "anna").await, customer(&app, "bram").await, sofie(&app).await);
        order(&app, &anna, new(5, "standard", &[])).await.unwrap();
        let without = waiting(&app, &anna, new(10, "edu", &[])).await;
        go_to(&app, "2026-10-01T09:00:00+02:00");
        let with = waiting(&app, &bram, new(15, "gov", &[])).await;
        let with = evidence(&app, &bram, &with).await;
        order(&app, &bram, new(20, "standard", &[])).await.unwrap();
        let sofie = browser(&app, &sofie).await;
        let text = sofie.get("/staff/shop").await.text();
        let place = |order: &LicenceOrder| text.find(order.id.as_str()).unwrap();
        assert!(place(&with) < place(&without), "{text}");
        insta::assert_snapshot!("staff-list", sofie.get("/staff/shop").await.said());
        let text = sofie.get("/staff/shop?q=bram").await.text();
        assert!(text.contains(with.id.as_str()) && !text.contains(without.id.as_str()));
        let path = format!("/staff/shop/orders/{}", with.id);
        assert_eq!(
            sofie.post(&format!("{path}/refuse"), &[("reason", "")]).await.refused_fields(),
            ["reason"]
        );
        assert_eq!(sofie.post(&format!("{path}/approve"), &[]).await.status.as_u16(), 303);
        assert_eq!(found(&app, &with).await.state, "delivered");
        insta::assert_snapshot!("staff-order", sofie.get(&path).await.said());
    })
    .await;
}
