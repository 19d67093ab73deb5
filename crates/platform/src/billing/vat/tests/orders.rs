//! Licences for businesses in the EU wait for the register, and visitors see their own VAT.

use super::register::{Mood, Register};
use super::waits::german;
use crate::accounts::{self, Customer, Person, SignUp};
use crate::app::App;
use crate::billing::invoices;
use crate::catalogue::PriceClass;
use crate::orders::TERMS;
use crate::portal;
use crate::shop::quote::{NewLicence, Wish};
use crate::shop::{self, Asked, Buyer, LicenceOrder, State};
use crate::testing::{self, Browser, mailed, order_form, work};
use axum::Router;
use hostler_kit::db::testing::on_each_engine;
use std::sync::Arc;

struct Scene {
    app: Arc<App>,
    register: Arc<Register>,
    company: Customer,
    ulla: Person,
}

/// Bäckerei Schmidt of Berlin, and a register in this mood.
async fn scene(db: hostler_kit::db::Db, mood: Mood) -> Scene {
    rustls::crypto::ring::default_provider().install_default().ok();
    let register = Register::start(mood).await;
    let app = Arc::new(App { vies: Some(register.way()), ..testing::platform(db) });
    let (company, ulla) = german(&app).await;
    Scene { app, register, company, ulla }
}

fn five_users() -> Wish {
    Wish::New(NewLicence {
        product: "connect".into(),
        edition: String::new(),
        class: PriceClass::Standard,
        users: 5,
        add_ons: Vec::new(),
        more_years: 0,
    })
}

impl Scene {
    async fn order(&self) -> Result<LicenceOrder, String> {
        let quote = shop::price(&self.app, Buyer::Customer(&self.company.id), &five_users()).await.unwrap();
        assert_eq!((quote.vat_minor, quote.gross_minor), (0, 41_000));
        let asked = Asked {
            wish: five_users(),
            reference: String::new(),
            terms: TERMS.into(),
            seen_minor: Some(quote.gross_minor),
            form: String::new(),
        };
        let mut tx = self.app.db.begin().await.unwrap();
        let token = accounts::start_session(&self.app, &mut tx, &self.ulla).await.unwrap();
        tx.commit().await.unwrap();
        let session = accounts::session(&self.app, &token).await.unwrap().unwrap();
        shop::place_as(&self.app, &session, asked).await.map_err(|faults| faults[0].code.to_string())
    }

    async fn now(&self, order: &LicenceOrder) -> State {
        shop::find(&self.app.db, &order.id).await.unwrap().unwrap().state()
    }

    async fn ulla(&self) -> Browser {
        Browser::of(&self.app, routes(&self.app), &self.ulla).await
    }
}

fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new().fallback_service(portal::router(app.clone()))
}

#[tokio::test]
async fn b9_a_licence_waits_visibly_while_the_register_is_down_and_is_delivered_when_it_answers() {
    on_each_engine(&crate::app::MIGRATIONS, |db| async move {
        let scene = scene(db, Mood::Down).await;
        let order = scene.order().await.unwrap();
        assert_eq!(order.state(), State::Checking);
        let page = scene.ulla().await.get(&format!("/shop/orders/{}", order.id)).await.said();
        assert!(page.contains("VAT is being checked"), "{page}");
        assert!(page.contains("DE136695976 has to be checked"), "{page}");
        mailed(&scene.app, &scene.ulla.email, "/shop/orders/").await;
        work(&scene.app).await;
        assert_eq!(scene.now(&order).await, State::Checking);
        scene.register.becomes(Mood::Valid);
        crate::billing::vat::ask(&scene.app, &scene.company).await.unwrap();
        work(&scene.app).await;
        assert_eq!(scene.now(&order).await, State::Delivered);
        let invoice = invoices::of_order(&scene.app, &order.id).await.unwrap().unwrap();
        assert_eq!((invoice.vat_minor, invoice.total_minor), (0, 41_000));
        let document = invoices::document(&scene.app.db, &invoice.id).await.unwrap().unwrap();
        assert!(document.vat_check.is_some());
    })
    .await;
}

#[tokio::test]
async fn b9_a_number_that_is_not_valid_is_refused_at_once_and_a_waiting_order_is_cancelled_by_hand() {
    on_each_engine(&crate::app::MIGRATIONS, |db| async move {
        let scene = scene(db, Mood::Invalid).await;
        assert_eq!(scene.order().await, Err("vat-number-invalid".into()));
        assert_eq!(shop::count_of_customer(&scene.app.db, &scene.company.id).await.unwrap(), 0);
        scene.register.becomes(Mood::Down);
        assert_eq!(scene.order().await, Err("vat-number-invalid".into()), "nothing newer is known");
    })
    .await;
}

#[tokio::test]
async fn b9_an_order_whose_vat_is_another_now_is_not_billed_at_the_old_one() {
    on_each_engine(&crate::app::MIGRATIONS, |db| async move {
        let scene = scene(db, Mood::Down).await;
        let order = scene.order().await.unwrap();
        let mut tx = scene.app.db.begin().await.unwrap();
        sqlx::query("UPDATE customers SET country = 'NL', vat_number = '' WHERE id = $1")
            .bind(&scene.company.id)
            .execute(&mut *tx)
            .await
            .unwrap();
        shop::try_again(&scene.app, &mut tx, &scene.company.id).await.unwrap();
        tx.commit().await.unwrap();
        work(&scene.app).await;
        assert_eq!(scene.now(&order).await, State::Checking);
        let ulla = scene.ulla().await;
        let at = format!("/shop/orders/{}", order.id);
        let page = ulla.get(&at).await.said();
        assert!(page.contains("its total no longer holds"), "{page}");
        assert_eq!(ulla.post(&format!("{at}/cancel"), &[]).await.status.as_u16(), 303);
        assert_eq!(scene.now(&order).await, State::Cancelled);
        assert!(invoices::of_order(&scene.app, &order.id).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn b9_a_visitor_sees_and_pays_the_vat_of_who_they_are() {
    on_each_engine(&crate::app::MIGRATIONS, |db| async move {
        let scene = scene(db, Mood::Valid).await;
        let gross = |country: &'static str, number: &'static str| {
            let app = scene.app.clone();
            async move {
                let form = SignUp { country: country.into(), vat_number: number.into(), ..SignUp::default() };
                let quote = shop::price(&app, Buyer::Visitor(&form), &five_users()).await;
                quote.map(|quote| quote.gross_minor).map_err(|fault| fault.code)
            }
        };
        assert_eq!(gross("", "").await, Ok(49_610));
        assert_eq!(gross("nl", "").await, Ok(49_610));
        assert_eq!(gross("DE", "DE 136 695 976").await, Ok(41_000));
        assert_eq!(gross("DE", "").await, Err("vat-number-needed"));
        let visitor = Browser::visitor(&scene.app, routes(&scene.app));
        let part = "/shop/order/quote?product=connect&users=5&country=DE&vat_number=DE136695976";
        assert!(visitor.get(part).await.text().contains("value=\"41000\""));
        let mut form: Vec<(&str, &str)> = order_form("Udo", "udo@schmidt.example", "")
            .into_iter()
            .filter(|(name, _)| !["server_name", "terms", "country", "vat_number"].contains(name))
            .collect();
        form.extend([("product", "connect"), ("users", "5"), ("terms", "yes"), ("step", "order")]);
        form.extend([("country", "DE"), ("vat_number", "DE136695976"), ("form", "of-udo")]);
        let unseen = visitor.post("/shop/order", &[&form[..], &[("seen", "49610")]].concat()).await;
        assert_eq!(unseen.status.as_u16(), 422, "the provider's own VAT is not Udo's");
        let placed = visitor.post("/shop/order", &[&form[..], &[("seen", "41000")]].concat()).await;
        assert_eq!(placed.location(), "/order/sent", "{:?} {}", placed.refused_fields(), placed.text());
        let link = mailed(&scene.app, "udo@schmidt.example", "/verify/").await;
        let at = visitor.post(&link, &[]).await.location().to_string();
        work(&scene.app).await;
        let order: LicenceOrder = shop::find(&scene.app.db, &at.rsplit('/').next().unwrap().parse().unwrap())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(order.state(), State::Delivered);
        let invoice = invoices::of_order(&scene.app, &order.id).await.unwrap().unwrap();
        assert_eq!((invoice.vat_minor, invoice.total_minor), (0, 41_000));
    })
    .await;
}
