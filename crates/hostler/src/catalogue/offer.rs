//! What a catalogue offers, as JSON: amounts in hundredths (`_minor`) or millionths (`_micro`) of the currency's unit,
//! percentages in hundredths of a percent (`_permyriad`).

use hostler_kit::money::MICRO_PER_MINOR;
use hostler_licence::counting::Holding;
use hostler_platform::catalogue::{Dated, LicenceOffer, Price, PriceList, Product, Storage, Tariff};
use serde_json::{Map, Value, json};

pub fn of_product(product: &Product) -> Value {
    json!({
        "id": product.id,
        "name": product.name,
        "hosted": product.rule(Holding::Hosted).map(|rule| json!({
            "rule": rule.name(),
            "user": monthly(&product.prices),
            "storage": product.storage.as_ref().map(storage),
        })),
        "licence": product.licence.as_ref().map(|offer| licence(product, offer)),
    })
}

fn monthly(prices: &Dated<Price>) -> Vec<Value> {
    prices.all().iter().map(|(from, price)| json!({ "from": from, "price_micro": price.micro })).collect()
}

fn storage(storage: &Storage) -> Value {
    json!({
        "included_bytes_per_user": storage.included_bytes_per_user,
        "gb": monthly(&storage.prices),
    })
}

fn licence(product: &Product, offer: &LicenceOffer) -> Value {
    let percent = |(from, percent): &(_, hostler_platform::catalogue::Percent)| json!({ "from": from, "percent_permyriad": percent.permyriad });
    let editions = offer.editions.iter();
    let editions = editions.map(|one| json!({ "id": one.id, "name": one.name, "scheme": one.scheme }));
    json!({
        "rule": product.rule(Holding::Licence).map(|rule| rule.name()),
        "included_users": offer.included_users,
        "pack_users": offer.pack_users,
        "maintenance_years": offer.maintenance_years,
        "trial_days": offer.trial_days,
        "offline_moves_per_year": offer.offline_moves_per_year,
        "warning_days": offer.warning_days,
        "part_of_base": offer.part_of_base,
        "maintenance": offer.maintenance.all().iter().map(percent).collect::<Vec<Value>>(),
        "editions": editions.collect::<Vec<Value>>(),
        "add_ons": add_ons(offer),
        "prices": offer.tariffs().iter().flat_map(lists).collect::<Vec<Value>>(),
    })
}

fn add_ons(offer: &LicenceOffer) -> Vec<Value> {
    let add_on = offer.add_ons.iter().map(|add_on| {
        json!({
            "id": add_on.rule.id,
            "name": add_on.name,
            "requirement": add_on.rule.source.requirement,
            "sentence": add_on.rule.source.sentence,
            "sold_separately_since": add_on.rule.sold_separately_since,
        })
    });
    add_on.collect()
}

fn lists(tariff: &Tariff) -> Vec<Value> {
    let list = |(from, list): &(_, PriceList)| {
        let add_ons: Map<String, Value> = list
            .add_ons
            .iter()
            .map(|(id, price)| {
                (id.clone(), json!({ "base_minor": minor(price.base), "pack_minor": minor(price.pack) }))
            })
            .collect();
        json!({
            "edition": tariff.edition,
            "class": tariff.class,
            "from": from,
            "base_minor": minor(list.base),
            "pack_minor": minor(list.pack),
            "add_ons": add_ons,
        })
    };
    tariff.lists.all().iter().map(list).collect()
}

/// Prices of licences are whole hundredths.
fn minor(price: Price) -> i64 {
    price.micro / MICRO_PER_MINOR
}
