//! What is sold by licence, and what it costs.

use crate::app::App;
use crate::catalogue::{LicenceOffer, Price, PriceList, Product, Variant};
use crate::shop::quote::Held;
use crate::shop::told::Voice;
use crate::shop::{held, today};
use crate::web::{Answer, Visit, page};
use axum::Router;
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::ui::Page;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/shop", get(shop_page))
}

#[derive(askama::Template)]
#[template(path = "shop/pages/front.html")]
struct FrontPage {
    page: Page,
    /// Title and address of what can be added to each licence that the reader has.
    yours: Vec<(String, String)>,
    products: Vec<Sold>,
}

struct Sold {
    name: String,
    order: String,
    sentence: String,
    included: Vec<String>,
    base: String,
    pack: String,
    add_ons: Vec<String>,
    rows: Vec<Row>,
}

/// The prices of an edition and class.
struct Row {
    name: String,
    base: String,
    pack: String,
    add_ons: Vec<String>,
}

async fn shop_page(visit: Visit) -> Answer {
    let app = &visit.app;
    let sold = app.catalogue.products.iter().filter_map(|product| Some((product, product.licence.as_ref()?)));
    let products = sold.map(|(product, offer)| of_product(&visit, product, offer)).collect();
    let t = |key: &str| visit.words.t(key);
    let yours = yours(&visit).await?;
    page(&FrontPage { page: visit.page(t("shop-title")).lead(t("shop-lead")), yours, products })
}

async fn yours(visit: &Visit) -> Result<Vec<(String, String)>, Fault> {
    let customer = visit.session.as_ref().and_then(|session| session.person.customer_id.as_ref());
    let Some(customer) = customer else { return Ok(Vec::new()) };
    let voice = Voice { words: visit.words.clone(), catalogue: &visit.app.catalogue };
    let entry = |held: Held| {
        let title = format!("{} {}", voice.product(&held.product), held.number);
        (title, format!("/shop/order?licence={}", held.licence))
    };
    Ok(held::all(&visit.app, customer).await?.into_iter().map(entry).collect())
}

fn of_product(visit: &Visit, product: &Product, offer: &LicenceOffer) -> Sold {
    let words = &visit.words;
    let add_ons: Vec<_> = offer.add_ons_on(today(&visit.app)).collect();
    let ids: Vec<&str> = add_ons.iter().map(|add_on| add_on.rule.id.as_str()).collect();
    let rows = offer.tariffs().iter().filter_map(|tariff| {
        let variant = Variant { product: &product.id, edition: &tariff.edition, class: tariff.class };
        let list = visit.app.catalogue.licence_price(variant, today(&visit.app)).ok()?;
        let voice = Voice { words: words.clone(), catalogue: &visit.app.catalogue };
        let edition = voice.edition(&product.id, &tariff.edition);
        Some(row(visit, format!("{edition}, {}", voice.class(tariff.class)), (list, &ids)))
    });
    let percent = offer.maintenance.on(today(&visit.app)).map_or(0, |percent| percent.permyriad);
    let included = vec![
        words.with("shop-included-users", "n", offer.included_users),
        words.with("shop-included-years", "n", offer.maintenance_years),
        words.with("shop-included-renewal", "percent", words.percent(percent)),
        words.with("shop-included-trial", "n", offer.trial_days),
    ];
    Sold {
        order: format!("/shop/order?product={}", product.id),
        sentence: words.t(&format!("shop-product-{}", product.id)),
        included,
        base: words.with("shop-col-base", "n", offer.included_users),
        pack: words.with("shop-col-pack", "n", offer.pack_users),
        add_ons: add_ons.iter().map(|add_on| add_on.name.clone()).collect(),
        rows: rows.collect(),
        name: product.name.clone(),
    }
}

fn row(visit: &Visit, name: String, (list, add_ons): (&PriceList, &[&str])) -> Row {
    let currency = &visit.app.catalogue.provider.currency;
    let price = |price: Price| visit.words.unit_price(price.micro, currency);
    let add_on = |id: &&str| match list.add_ons.get(*id) {
        Some(own) => visit
            .words
            .tr("shop-price-add-on", &[("base", price(own.base).into()), ("pack", price(own.pack).into())]),
        None => "–".into(),
    };
    Row {
        name,
        base: price(list.base),
        pack: price(list.pack),
        add_ons: add_ons.iter().map(add_on).collect(),
    }
}
