//! What staff and the customer see.

use super::*;
use crate::billing::invoices;
use crate::testing::Browser;
use axum::Router;

fn routes() -> Router<Arc<App>> {
    let all = Router::new().merge(super::super::pages::router()).merge(super::super::api::router());
    all.merge(invoices::pages::router())
        .merge(crate::servers::pages::router())
        .merge(crate::servers::console::router())
}

#[tokio::test]
async fn staff_see_who_is_overdue_and_what_comes_next() {
    on_each_engine(|app| async move {
        let (session, billed) = october(&app, &[("anna", 10), ("bram", 4)]).await;
        let early = Browser::of(&app, routes(), &session.person).await;
        assert!(early.get("/staff/reminders").await.text().contains("Nothing is overdue"));
        day_begins(&app, "2026-11-30").await;
        let staff = Browser::of(&app, routes(), &session.person).await;
        let list = staff.get("/staff/reminders?q=anna").await.text();
        for said in [
            "Bakkerij Anna",
            "€59.90",
            "First reminder, 30 November 2026",
            "Second reminder on 14 December 2026",
        ] {
            assert!(list.contains(said), "{said}");
        }
        assert!(!list.contains("Bakkerij Bram"));
        let here = format!("/staff/reminders/customers/{}", billed[0].customer.id);
        let refused = staff.post(&format!("{here}/hold"), &[("until", "2026-11-30"), ("because", "x")]).await;
        assert_eq!((refused.status.as_u16(), refused.refused_fields()), (422, vec!["until".to_string()]));
        let held =
            staff.post(&format!("{here}/hold"), &[("until", "2026-12-24"), ("because", "Asked")]).await;
        assert_eq!((held.status.as_u16(), held.location()), (303, here.as_str()));
        assert!(staff.get(&here).await.text().contains("Waits until 24 December 2026: Asked"));
        let json = staff.get("/api/v1/staff/reminders").await.json();
        assert_eq!((json["total"].as_i64(), json["overdue_minor"].as_i64()), (Some(2), Some(8386)));
        assert_eq!(json["customers"][0]["next"], "held");
        let owner = Browser::of(&app, routes(), &billed[0].owner).await;
        let own = owner.get("/invoices").await.text();
        assert!(
            own.contains("€59.90 is overdue since 23 November 2026")
                && own.contains("We wait with reminders")
        );
        assert!(!own.contains("Asked"), "why staff wait is theirs");
    })
    .await;
}

#[tokio::test]
async fn staff_write_off_by_typing_the_number() {
    on_each_engine(|app| async move {
        let (session, billed) = october(&app, &[("anna", 10)]).await;
        let staff = Browser::of(&app, routes(), &session.person).await;
        let path = format!("/staff/invoices/{}/write-off", billed[0].invoice.id);
        let asked = staff.get(&path).await.text();
        assert!(asked.contains("€59.90 is open, of which €10.40 is VAT."));
        let typed = |amount, reason, confirm| [("amount", amount), ("reason", reason), ("confirm", confirm)];
        for (form, field) in [
            (typed("", "Gone", "2026-1"), "confirm"),
            (typed("60", "Gone", "2026-0001"), "amount"),
            (typed("", "", "2026-0001"), "reason"),
        ] {
            let refused = staff.post(&path, &form).await;
            assert_eq!((refused.status.as_u16(), refused.refused_fields()), (422, vec![field.to_string()]));
        }
        let done = staff.post(&path, &typed("9,90", "Gone", "2026-0001")).await;
        assert_eq!(done.status, 303);
        let json = staff
            .api("POST", &format!("/api/v1{path}"), &serde_json::json!({ "reason": "Gone" }))
            .await
            .json();
        let amounts =
            json["write_offs"].as_array().unwrap().iter().map(|own| own["amount_minor"].as_i64().unwrap());
        assert_eq!((json["open_minor"].as_i64(), amounts.sum::<i64>()), (Some(0), 5990));
    })
    .await;
}

#[tokio::test]
async fn a_suspended_server_says_why() {
    on_each_engine(|app| async move {
        let (session, billed) = october(&app, &[("anna", 10)]).await;
        let server = &billed[0].server.id;
        for day in ["2026-11-30", "2026-12-14", "2026-12-28"] {
            day_begins(&app, day).await;
        }
        morning(&app, "2027-01-04");
        let staff = Browser::of(&app, routes(), &session.person).await;
        let path = format!("/staff/servers/{server}/suspend");
        let refused = staff.post(&path, &[("confirm", "anna")]).await;
        assert_eq!(refused.refused_fields(), ["because"]);
        let done = staff.post(&path, &[("confirm", "anna"), ("because", "Unpaid")]).await;
        assert_eq!(done.location(), format!("/staff/servers/{server}"));
        let shown = staff.get(&format!("/staff/servers/{server}")).await.text();
        assert!(
            shown.contains("This server is suspended because invoices are overdue.")
                && shown.contains("Unpaid")
        );
        let owner = Browser::of(&app, routes(), &billed[0].owner).await;
        let console = owner.get(&format!("/servers/{server}/console/")).await;
        assert_eq!(console.status, 409);
        assert!(console.text().contains("Nothing of it was deleted"));
        assert_eq!(staff.post(&format!("/staff/servers/{server}/resume"), &[]).await.status, 303);
    })
    .await;
}
