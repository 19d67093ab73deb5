//! The first page: what is offered, what it costs, and what your bill would be.

use crate::app::App;
use crate::billing::calculator::{Bill, Typed};
use crate::catalogue::{Price, PriceClass, Product, Variant};
use crate::web::{Answer, Visit, page};
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::time::{self, Month};
use hostler_kit::ui::Page;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/", get(prices_page))
}

#[derive(askama::Template)]
#[template(path = "portal/prices.html")]
struct PricesPage {
    page: Page,
    user: String,
    gb: String,
    typed: Typed,
    bill: String,
    licences: Vec<Licence>,
}

/// What a product's licence costs on a day, in its first edition.
struct Licence {
    product: String,
    users: i64,
    base: String,
    pack_users: i64,
    pack: String,
}

fn licences(visit: &Visit) -> Vec<Licence> {
    let catalogue = &visit.app.catalogue;
    let today = time::day(visit.app.now_ms(), visit.app.zone());
    let price = |price: Price| visit.words.unit_price(price.micro, &catalogue.provider.currency);
    let licence = |product: &Product| {
        let offer = product.licence.as_ref()?;
        let edition = &offer.editions.first()?.id;
        let variant = Variant { product: &product.id, edition, class: PriceClass::Standard };
        let list = catalogue.licence_price(variant, today).ok()?;
        Some(Licence {
            product: product.name.clone(),
            users: offer.included_users,
            base: price(list.base),
            pack_users: offer.pack_users,
            pack: price(list.pack),
        })
    };
    catalogue.products.iter().filter_map(licence).collect()
}

async fn prices_page(visit: Visit, Query(typed): Query<Typed>) -> Answer {
    let app = &visit.app;
    let month = Month::of(app.now_ms(), app.zone());
    let connect = app.catalogue.product("connect").ok_or_else(Fault::missing)?;
    let user = connect.user_price(month).map_err(Fault::broken)?;
    let storage = connect.storage.as_ref().ok_or_else(Fault::missing)?;
    let gb = storage.price(month).map_err(Fault::broken)?;
    let typed = match typed.users.is_empty() && typed.gb.is_empty() {
        true => Typed { users: "10".into(), gb: "12".into(), ..typed },
        false => typed,
    };
    let currency = &app.catalogue.provider.currency;
    let bill = Bill::of(&visit, &typed)?;
    page(&PricesPage {
        page: visit
            .page(visit.words.t("prices-title"))
            .lead(visit.words.t("prices-lead"))
            .action(visit.words.t("nav-order"), "/order"),
        user: visit.words.unit_price(user.micro, currency),
        gb: visit.words.unit_price(gb.micro, currency),
        bill: askama::Template::render(&bill).map_err(Fault::broken)?,
        typed,
        licences: licences(&visit),
    })
}
