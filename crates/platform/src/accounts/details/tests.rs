use super::{Details, change};
use crate::accounts::customer;
use crate::app::App;
use crate::portal;
use crate::testing::{self, Browser, on_each_engine};
use axum::Router;
use std::sync::Arc;

fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new().fallback_service(portal::router(app.clone()))
}

fn of_bakery() -> Details {
    Details {
        name: "Bakkerij Anna".into(),
        street: "Dorpsstraat 1".into(),
        postcode: "1234 AB".into(),
        city: "Haarlem".into(),
        country: "NL".into(),
        invoice_reference: "  PO  4711 ".into(),
        invoice_email: "Boekhouding@Bakkerij.test".into(),
    }
}

/// What a browser sends of a form that nobody filled in.
const EMPTY: [(&str, &str); 7] = [
    ("name", ""),
    ("street", ""),
    ("postcode", ""),
    ("city", ""),
    ("country", "x"),
    ("invoice_reference", ""),
    ("invoice_email", ""),
];

#[tokio::test]
async fn an_owner_changes_what_stands_on_invoices() {
    on_each_engine(|app| async move {
        let (company, anna) = testing::customer(&app, "anna").await;
        let browser = Browser::of(&app, routes(&app), &anna).await;
        let typed = of_bakery();
        let fields = [
            ("name", typed.name.as_str()),
            ("street", &typed.street),
            ("postcode", &typed.postcode),
            ("city", &typed.city),
            ("country", "nl"),
            ("invoice_reference", &typed.invoice_reference),
            ("invoice_email", &typed.invoice_email),
        ];
        let done = browser.post("/invoices/details", &fields).await;
        assert_eq!(done.status.as_u16(), 303, "{}", done.text());
        let now = customer(&app.db, &company.id).await.unwrap().unwrap();
        assert_eq!(now.invoice_reference, "PO 4711");
        assert_eq!(now.invoice_email, "boekhouding@bakkerij.test");
        let seen = browser.get("/invoices/details").await.main();
        assert!(seen.contains("PO 4711"), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn everything_wrong_is_said_at_once_and_nothing_changes() {
    on_each_engine(|app| async move {
        let (company, anna) = testing::customer(&app, "anna").await;
        let wrong = Details {
            name: " ".into(),
            country: "Holland".into(),
            invoice_reference: "x".repeat(81),
            invoice_email: "nowhere".into(),
            ..of_bakery()
        };
        let codes: Vec<_> = change(&app, &anna.actor(), &company.id, &wrong)
            .await
            .unwrap_err()
            .into_iter()
            .map(|fault| (fault.code, fault.field))
            .collect();
        assert_eq!(
            codes,
            [
                ("field-missing", Some("name")),
                ("customer-country", Some("country")),
                ("customer-reference-long", Some("invoice_reference")),
                ("email-malformed", Some("invoice_email")),
            ]
        );
        assert_eq!(customer(&app.db, &company.id).await.unwrap().unwrap(), company);
        let browser = Browser::of(&app, routes(&app), &anna).await;
        let seen = browser.post("/invoices/details", &EMPTY).await;
        assert_eq!(seen.status.as_u16(), 422);
        assert_eq!(seen.refused_fields(), ["name", "street", "postcode", "city", "country"]);
    })
    .await;
}
