//! Lines of a month.

use super::{Because, Kind, Line, ProductUsers, ServerMonth, Unbillable, Unit, in_invoice_order};
use crate::catalogue::{Catalogue, Combination, Price, Product};
use crate::metering::extra_gb;
use hostler_kit::money::{amount_minor, divide_half_even};
use hostler_kit::time::{Month, instant};
use hostler_licence::counting::{CountingRule, Holding};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// The lines of a month for any number of customers, in invoice order. A quantity of nothing gives no line.
///
/// # Errors
/// A product that the catalogue does not have, or a month before its first price.
pub fn lines(
    catalogue: &Catalogue,
    month: Month,
    servers: Vec<ServerMonth>,
) -> Result<Vec<Line>, Unbillable> {
    let mut numbers: BTreeMap<String, BTreeMap<String, i64>> = BTreeMap::new();
    let mut lines = Vec::with_capacity(servers.len());
    for server in servers {
        let of_customer = match numbers.get_mut(&server.customer) {
            Some(known) => known,
            None => numbers.entry(server.customer.clone()).or_default(),
        };
        *of_customer.entry(server.product.clone()).or_default() += server.users.peak;
        server_lines(catalogue, month, server, &mut lines)?;
    }
    for (customer, numbers) in &numbers {
        for combination in &catalogue.combinations {
            lines.extend(discount_lines(catalogue, month, combination, (customer, numbers))?);
        }
    }
    in_invoice_order(&mut lines);
    Ok(lines)
}

fn server_lines(
    catalogue: &Catalogue,
    month: Month,
    server: ServerMonth,
    lines: &mut Vec<Line>,
) -> Result<(), Unbillable> {
    let (product, rule) = offered(catalogue, &server.product)?;
    let storage = storage_line(catalogue, month, product, &server)?;
    if server.users.peak > 0 {
        let price = product.user_price(month)?;
        lines.push(users_line(catalogue, price, rule, server));
    }
    lines.extend(storage);
    Ok(())
}

/// The product and its hosted counting rule.
fn offered<'a>(catalogue: &'a Catalogue, id: &str) -> Result<(&'a Product, &'a CountingRule), Unbillable> {
    let known = catalogue.product(id).and_then(|product| Some((product, product.rule(Holding::Hosted)?)));
    known.ok_or_else(|| Unbillable::UnknownProduct(id.to_string()))
}

fn users_line(catalogue: &Catalogue, price: Price, rule: &CountingRule, server: ServerMonth) -> Line {
    let because = Because::Users {
        peak_at: local(server.users.peak_at_ms, &catalogue.provider.zone),
        accounts: server.users.accounts,
        carried_over: server.users.carried_over,
        rule: rule.name(),
    };
    Line {
        customer: server.customer,
        server: Some(server.server),
        product: server.product,
        kind: Kind::Users,
        quantity: server.users.peak,
        unit: Unit::User,
        unit_price_micro: price.micro,
        amount_minor: amount_minor(server.users.peak, price.micro),
        currency: catalogue.provider.currency.clone(),
        because,
    }
}

fn storage_line(
    catalogue: &Catalogue,
    month: Month,
    product: &Product,
    server: &ServerMonth,
) -> Result<Option<Line>, Unbillable> {
    let (Some(offer), Some(mean_bytes)) = (&product.storage, server.storage.mean_bytes()) else {
        return Ok(None);
    };
    let users = server.users.peak;
    let quantity = extra_gb(&server.storage, users, offer.included_bytes_per_user);
    if quantity == 0 {
        return Ok(None);
    }
    let price = offer.price(month)?;
    Ok(Some(Line {
        customer: server.customer.clone(),
        server: Some(server.server.clone()),
        product: server.product.clone(),
        kind: Kind::Storage,
        quantity,
        unit: Unit::Gb,
        unit_price_micro: price.micro,
        amount_minor: amount_minor(quantity, price.micro),
        currency: catalogue.provider.currency.clone(),
        because: Because::Storage {
            mean_bytes,
            allowance_bytes: users.saturating_mul(offer.included_bytes_per_user),
            users,
            days: server.storage.days.clone(),
        },
    }))
}

/// One line per product of the combination: off the price of as many users as the customer has on all of them.
fn discount_lines(
    catalogue: &Catalogue,
    month: Month,
    combination: &Combination,
    (customer, numbers): (&String, &BTreeMap<String, i64>),
) -> Result<Vec<Line>, Unbillable> {
    let Some(percent) = combination.percents.on(month.first_day()) else { return Ok(Vec::new()) };
    let number = |product: &String| numbers.get(product).copied().unwrap_or(0);
    let quantity = combination.products.iter().map(number).min().unwrap_or(0);
    if quantity == 0 || percent.permyriad == 0 {
        return Ok(Vec::new());
    }
    let mut lines = Vec::new();
    let users = |product: &String| ProductUsers { product: product.clone(), users: number(product) };
    for id in &combination.products {
        let Price { micro } = offered(catalogue, id)?.0.user_price(month)?;
        let off = -divide_half_even(i128::from(micro) * i128::from(percent.permyriad), 10_000);
        lines.push(Line {
            customer: customer.clone(),
            server: None,
            product: id.clone(),
            kind: Kind::CombinationDiscount,
            quantity,
            unit: Unit::User,
            unit_price_micro: off,
            amount_minor: amount_minor(quantity, off),
            currency: catalogue.provider.currency.clone(),
            because: Because::CombinationDiscount {
                users: combination.products.iter().map(users).collect(),
                discount_permyriad: percent.permyriad,
                of_unit_price_micro: micro,
            },
        });
    }
    Ok(lines)
}

/// RFC 3339 with the zone's offset at that instant; fractions of a second only where there are any.
fn local(at_ms: i64, zone: &TimeZone) -> String {
    instant(at_ms).to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%.f%:z").to_string()
}
