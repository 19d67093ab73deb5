//! Invoices to businesses in the EU wait for the register.

use super::register::{Mood, Register};
use crate::accounts::{self, Customer, Person, Role};
use crate::app::App;
use crate::billing::invoices::{self, Invoice, close};
use crate::billing::vat::{self, Category, store};
use crate::mail;
use crate::portal;
use crate::testing::{self, Browser, Journal, go_to, server, work};
use axum::Router;
use hostler_kit::db::testing::on_each_engine;
use hostler_kit::http::Kind;
use hostler_kit::time::Month;
use std::sync::Arc;

struct Scene {
    app: Arc<App>,
    register: Arc<Register>,
    company: Customer,
    sofie: Person,
    ulla: Person,
}

/// Bäckerei Schmidt of Berlin with ten accounts in October; it is 2 November.
async fn scene(db: hostler_kit::db::Db, mood: Mood) -> Scene {
    rustls::crypto::ring::default_provider().install_default().ok();
    let register = Register::start(mood).await;
    let app = Arc::new(App { vies: Some(register.way()), ..testing::platform(db) });
    let (company, ulla) = german(&app).await;
    let server = server(&app, &ulla, "baeckerei").await;
    let mut journal = Journal::of(&server);
    journal.create("2026-10-05T09:00:00+02:00", 1..=10);
    go_to(&app, "2026-11-02T09:00:00+01:00");
    journal.send(&app).await;
    let sofie = testing::person(&app, None, "Sofie", Role::Staff).await;
    Scene { app, register, company, sofie, ulla }
}

pub(super) async fn german(app: &App) -> (Customer, Person) {
    let (dutch, _) = testing::customer(app, "anna").await;
    let id = hostler_kit::id::Id::new(app.now_ms() + 1, &app.random);
    let company = Customer {
        id,
        name: "Bäckerei Schmidt".into(),
        city: "Berlin".into(),
        postcode: "10115".into(),
        country: "DE".into(),
        vat_number: "DE136695976".into(),
        language: "en".into(),
        ..dutch
    };
    let mut tx = app.db.begin().await.unwrap();
    accounts::insert_customer(&mut tx, &company).await.unwrap();
    tx.commit().await.unwrap();
    let ulla = testing::person(app, Some(&company), "Ulla", Role::Owner).await;
    (company, ulla)
}

impl Scene {
    fn october() -> Month {
        "2026-10".parse().unwrap()
    }

    async fn close(&self) {
        close(&self.app, Scene::october(), &self.sofie).await.unwrap();
        work(&self.app).await;
    }

    async fn invoices(&self) -> Vec<Invoice> {
        invoices::open_of(&self.app.db, &self.company.id).await.unwrap()
    }

    /// Months and the codes of what they wait for.
    async fn waits(&self) -> Vec<(String, String)> {
        let found = invoices::waiting_of(&self.app.db, &self.company.id).await.unwrap();
        found.into_iter().map(|(month, code, _)| (month, code)).collect()
    }

    async fn browser(&self, person: &Person) -> Browser {
        let routes = Router::new().fallback_service(portal::router(self.app.clone()));
        Browser::of(&self.app, routes, person).await
    }
}

#[tokio::test]
async fn b9_a_business_in_the_eu_gets_an_invoice_without_vat_once_its_number_is_checked() {
    on_each_engine(&crate::app::MIGRATIONS, |db| async move {
        let scene = scene(db, Mood::Valid).await;
        let draft = invoices::draft(&scene.app, &scene.company, Scene::october()).await.unwrap();
        assert_eq!((draft.totals.vat_minor, draft.items[0].vat_category), (0, Category::Reverse));
        scene.close().await;
        let invoice = &scene.invoices().await[0];
        assert_eq!((invoice.net_minor, invoice.vat_minor, invoice.total_minor), (4950, 0, 4950));
        assert_eq!((scene.waits().await.len(), scene.register.asked().len()), (0, 1));
        let document = invoices::document(&scene.app.db, &invoice.id).await.unwrap().unwrap();
        let group = &document.totals.vat[0];
        assert_eq!((group.category, group.reason_code.as_str()), (Category::Reverse, "VATEX-EU-AE"));
        assert!(group.reason.starts_with("VAT reverse charged"), "{}", group.reason);
        let checks = store::of_customer(&scene.app.db, &scene.company.id, 10).await.unwrap();
        assert_eq!(document.vat_check.as_deref(), Some(checks[0].id.as_str()));
        assert_eq!((checks[0].answer.as_str(), checks[0].consultation.as_str()), ("valid", "WAPIAAAAY0vJ1"));
        let page = scene.browser(&scene.ulla).await.get(&format!("/invoices/{}", invoice.id)).await.said();
        assert!(page.contains("articles 44 and 196") && page.contains("EN 16931"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn b9_while_the_register_is_down_the_invoice_waits_visibly_and_staff_may_decide() {
    on_each_engine(&crate::app::MIGRATIONS, |db| async move {
        let scene = scene(db, Mood::Down).await;
        scene.close().await;
        assert!(scene.invoices().await.is_empty());
        assert_eq!(scene.waits().await, [("2026-10".to_string(), "vat-check".to_string())]);
        let sofie = scene.browser(&scene.sofie).await;
        let at = format!("/staff/customers/{}/vat", scene.company.id);
        let page = sofie.get(&at).await.said();
        assert!(page.contains("October 2026: The VAT number DE136695976 has to be checked"), "{page}");
        assert!(page.contains("MS_UNAVAILABLE"), "{page}");
        let empty = sofie.post(&format!("{at}/acceptance"), &[("reason", "  ")]).await;
        assert_eq!((empty.status.as_u16(), empty.refused_fields()), (422, vec!["reason".to_string()]));
        let reason = "Certificate of the Finanzamt of 30 October seen";
        assert_eq!(sofie.post(&format!("{at}/acceptance"), &[("reason", reason)]).await.status.as_u16(), 303);
        work(&scene.app).await;
        assert_eq!((scene.invoices().await.len(), scene.waits().await.len()), (1, 0));
        let page = sofie.get(&at).await.said();
        assert!(page.contains(reason) && page.contains("accepted by staff"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn b9_a_number_that_is_not_valid_is_never_taxed_at_home_instead() {
    on_each_engine(&crate::app::MIGRATIONS, |db| async move {
        let scene = scene(db, Mood::Invalid).await;
        scene.close().await;
        assert!(scene.invoices().await.is_empty());
        assert_eq!(scene.waits().await, [("2026-10".to_string(), "vat-number-invalid".to_string())]);
        let mails = mail::list(&scene.app.db, &scene.ulla.email, 10, 0).await.unwrap();
        assert_eq!(mails.len(), 1);
        assert!(
            mails[0].body.contains("DE136695976") && mails[0].body.contains("/invoices/vat"),
            "{}",
            mails[0].body
        );
        let ulla = scene.browser(&scene.ulla).await;
        let wrong = ulla.post("/invoices/vat", &[("vat_number", "DE 136 695 978")]).await;
        assert_eq!((wrong.status.as_u16(), wrong.refused_fields()), (422, vec!["vat_number".to_string()]));
        scene.register.becomes(Mood::Valid);
        let right = ulla.post("/invoices/vat", &[("vat_number", "DE 811.907.980")]).await;
        assert_eq!(right.status.as_u16(), 303, "{}", right.text());
        work(&scene.app).await;
        assert_eq!((scene.invoices().await.len(), scene.waits().await.len()), (1, 0));
        assert_eq!(scene.register.asked()[1]["vatNumber"], "811907980");
    })
    .await;
}

#[tokio::test]
async fn b9_a_check_is_good_for_thirty_days() {
    on_each_engine(&crate::app::MIGRATIONS, |db| async move {
        let scene = scene(db, Mood::Valid).await;
        vat::ask(&scene.app, &scene.company).await.unwrap();
        go_to(&scene.app, "2026-12-02T09:00:00+01:00");
        vat::proof(&scene.app, &scene.company).await.unwrap();
        go_to(&scene.app, "2026-12-02T09:00:01+01:00");
        let late = vat::proof(&scene.app, &scene.company).await.unwrap_err();
        assert_eq!((late.kind, late.code), (Kind::Conflict, "vat-check"));
        scene.close().await;
        assert_eq!((scene.invoices().await.len(), scene.register.asked().len()), (1, 2));
    })
    .await;
}

#[tokio::test]
async fn a_customer_who_moves_country_waits_until_number_and_country_fit() {
    on_each_engine(&crate::app::MIGRATIONS, |db| async move {
        let scene = scene(db, Mood::Valid).await;
        let drafted = |customer: Customer| {
            let app = scene.app.clone();
            async move { invoices::draft(&app, &customer, Scene::october()).await }
        };
        let moved = Customer { country: "AT".into(), ..scene.company.clone() };
        assert_eq!(drafted(moved).await.unwrap_err().code, "vat-number-country");
        let gone = Customer { country: "CH".into(), ..scene.company.clone() };
        let draft = drafted(gone.clone()).await.unwrap();
        assert!(vat::cleared(&scene.app, &gone, &draft.items).await.unwrap().is_none());
        assert_eq!((draft.items[0].vat_category, draft.totals.vat_minor), (Category::Outside, 0));
        let bare = Customer { vat_number: String::new(), ..scene.company.clone() };
        assert_eq!(drafted(bare.clone()).await.unwrap_err().code, "no-vat-rate");
        let asked = vat::ask(&scene.app, &bare).await.unwrap_err();
        assert_eq!(asked.code, "vat-nothing-to-check");
    })
    .await;
}

#[tokio::test]
async fn checks_are_kept_as_they_were() {
    on_each_engine(&crate::app::MIGRATIONS, |db| async move {
        let scene = scene(db, Mood::Valid).await;
        vat::ask(&scene.app, &scene.company).await.unwrap();
        for statement in ["UPDATE vat_checks SET answer = 'invalid'", "DELETE FROM vat_checks"] {
            let mut tx = scene.app.db.begin().await.unwrap();
            assert!(sqlx::query(statement).execute(&mut *tx).await.is_err(), "{statement}");
        }
    })
    .await;
}
