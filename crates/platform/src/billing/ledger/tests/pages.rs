//! What people see of it.

use super::super::{api, pages};
use super::*;
use crate::testing::Browser;
use crate::testing::bills::{morning, october, pay};
use axum::Router;

fn routes() -> Router<Arc<App>> {
    Router::new().merge(pages::router()).merge(api::router())
}

#[tokio::test]
async fn staff_go_from_the_trial_balance_to_an_account_to_an_entry() {
    on_each_engine(|app| async move {
        let (session, billed) = october(&app, &[("anna", 10)]).await;
        pay(&app, &billed[0].invoice, 5000, "pay_1").await.unwrap();
        let staff = Browser::of(&app, routes(), &session.person).await;
        let balance = staff.get("/staff/ledger?from=2026-01&to=2026-12").await.text();
        for said in ["1300 Debiteuren", "8010 Omzet Connect", "€9.90", "Download audit file", "€159.90"] {
            assert!(balance.contains(said), "{said}");
        }
        let account = staff.get("/staff/ledger/accounts/debtors?from=2026-01&to=2026-12").await.text();
        assert!(account.contains("Payment 2026-0001") && account.contains("2900 Vraagposten"));
        let at = account.find("/staff/ledger/entries/ent_").unwrap();
        let path = &account[at..at + "/staff/ledger/entries/ent_".len() + 32];
        let entry = staff.get(path).await.text();
        assert!(entry.contains(&format!("/staff/invoices/{}", billed[0].invoice.id)), "{entry}");
        assert_eq!(staff.get("/staff/ledger/accounts/cash").await.status, 404);
        assert_eq!(staff.get("/staff/ledger?from=2027-01&to=2026-01").await.status, 422);
    })
    .await;
}

#[tokio::test]
async fn debtors_vat_and_check_say_what_the_api_says() {
    on_each_engine(|app| async move {
        let (session, _) = october(&app, &[("anna", 10)]).await;
        morning(&app, "2026-11-30");
        let staff = Browser::of(&app, routes(), &session.person).await;
        let debtors = staff.get("/staff/ledger/debtors").await.text();
        assert!(debtors.contains("Bakkerij Anna") && debtors.contains("1–30 days"));
        let json = staff.get("/api/v1/staff/ledger/debtors").await.json();
        assert_eq!(
            (json["total"]["thirty_minor"].as_i64(), json["ledger_minor"].as_i64()),
            (Some(5990), Some(5990))
        );
        let vat = staff.get("/staff/ledger/vat?quarter=2026-Q4").await.text();
        assert!(
            vat.contains("VAT of 2026-Q4") && vat.contains("€10.40") && !vat.contains("class=\"notice bad\"")
        );
        assert_eq!(staff.get("/api/v1/staff/ledger/vat?quarter=2026").await.status, 422);
        assert!(staff.get("/staff/ledger/check").await.text().contains("All 1 entries agree"));
        assert_eq!(staff.get("/api/v1/staff/ledger/check").await.json(), serde_json::json!([]));
        let file = staff.get("/api/v1/staff/ledger/export?format=xaf&from=2026-01&to=2026-12").await;
        let name = file.headers["content-disposition"].to_str().unwrap().to_string();
        assert_eq!(name, "attachment; filename=\"auditfile-2026-01-2026-12.xaf\"");
        assert!(file.text().ends_with("</auditfile>\n"));
    })
    .await;
}
