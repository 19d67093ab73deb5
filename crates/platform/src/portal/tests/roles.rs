//! Accountants, and resellers who act for a customer: each route of the table of doors, with what is open to them. What
//! everybody may see they may see too; everything else is refused, whatever comes after today.

use super::access::table;
use super::cast::cast;
use crate::testing::{Browser, on_each_engine};

type Open = (&'static str, &'static str, u16);

/// The accountant of this customer.
const ACCOUNTANT: &[Open] = &[
    ("GET", "/sign-in", 303),
    ("GET", "/account", 200),
    ("GET", "/api/v1/sessions/current", 200),
    ("GET", "/shop/orders", 200),
    ("GET", "/shop/orders/{id}", 200),
    ("GET", "/shop/orders/{id}/evidence", 404),
    ("GET", "/api/v1/shop/orders", 200),
    ("GET", "/api/v1/shop/orders/{id}", 200),
    ("GET", "/invoices", 200),
    ("GET", "/invoices/{id}", 200),
    ("GET", "/api/v1/invoices", 200),
    ("GET", "/api/v1/invoices/{id}", 200),
    ("GET", "/api/v1/invoices/{id}/pdf", 200),
    ("GET", "/payment", 200),
    ("GET", "/api/v1/payment", 200),
    ("GET", "/invoices/invoices.csv", 200),
    ("GET", "/invoices/details", 200),
    ("GET", "/api/v1/invoices/details", 200),
    ("GET", "/api/v1/invoices/payments", 200),
    ("GET", "/invoices/{id}/ubl", 200),
    ("GET", "/invoices/{id}/cii", 200),
    ("GET", "/api/v1/invoices/{id}/ubl", 200),
    ("GET", "/api/v1/invoices/{id}/cii", 200),
    ("GET", "/invoices/vat", 200),
    ("GET", "/api/v1/invoices/vat", 200),
    ("GET", "/licences", 200),
    ("GET", "/licences/{id}", 200),
    ("GET", "/licences/{id}/file", 404),
    ("GET", "/licences/{id}/move", 200),
    ("GET", "/api/v1/licences", 200),
    ("GET", "/api/v1/licences/{id}", 200),
    ("GET", "/api/v1/licences/{id}/file", 404),
    ("GET", "/events", 200),
    ("GET", "/api/v1/events", 200),
    ("GET", "/account/tokens", 200),
    ("POST", "/account/tokens", 422),
    ("GET", "/account/tokens/{id}/revoke", 404),
    ("POST", "/account/tokens/{id}/revoke", 404),
    ("GET", "/api/v1/tokens", 200),
    ("POST", "/api/v1/tokens", 422),
    ("DELETE", "/api/v1/tokens/{id}", 404),
];

/// The reseller of this customer, acting for it.
const RESELLER: &[Open] = &[
    ("GET", "/sign-in", 303),
    ("GET", "/account", 200),
    ("GET", "/api/v1/sessions/current", 200),
    ("GET", "/downloads", 200),
    ("GET", "/shop/orders", 200),
    ("GET", "/shop/orders/{id}", 200),
    ("GET", "/shop/orders/{id}/evidence", 404),
    ("POST", "/shop/orders/{id}/evidence", 422),
    ("POST", "/shop/orders/{id}/cancel", 303),
    ("GET", "/api/v1/shop/orders", 200),
    ("POST", "/api/v1/shop/orders", 422),
    ("GET", "/api/v1/shop/orders/{id}", 200),
    ("POST", "/api/v1/shop/orders/{id}/evidence", 422),
    // The page has cancelled it just before.
    ("POST", "/api/v1/shop/orders/{id}/cancel", 409),
    ("GET", "/licences", 200),
    ("GET", "/licences/{id}", 200),
    ("GET", "/licences/{id}/file", 404),
    ("GET", "/licences/{id}/move", 200),
    ("POST", "/licences/{id}/move", 422),
    ("POST", "/licences/{id}/keys/{key}", 200),
    ("GET", "/api/v1/licences", 200),
    ("GET", "/api/v1/licences/{id}", 200),
    ("GET", "/api/v1/licences/{id}/file", 404),
    ("POST", "/api/v1/licences/{id}/keys", 200),
    ("POST", "/api/v1/licences/{id}/offline", 422),
    ("GET", "/api/v1/keys", 200),
    ("GET", "/api/v1/keys/{key}", 200),
    ("GET", "/customers", 200),
    ("POST", "/customers", 422),
    ("GET", "/customers/{id}/invitation", 200),
    ("POST", "/customers/{id}/invitation", 422),
    ("POST", "/acting", 404),
    ("POST", "/acting/end", 303),
    ("GET", "/api/v1/customers", 200),
    ("POST", "/api/v1/customers", 422),
    ("POST", "/api/v1/customers/{id}/invitation", 422),
];

/// What is expected of somebody to whom only these routes are open, beside those open to everybody.
fn expected(open: &[Open], method: &str, route: &str, doors: [u16; 5]) -> u16 {
    let [visitor, .., owner, _] = doors;
    let own = open.iter().find(|(own, path, _)| (*own, *path) == (method, route));
    match own {
        Some((_, _, status)) => *status,
        None if visitor == owner => owner,
        None => 403,
    }
}

#[tokio::test]
async fn w2_an_accountant_reads_what_is_about_money_and_nothing_else() {
    on_each_engine(|app| async move {
        let cast = cast(app).await;
        let mut wrong = Vec::new();
        for (method, route, doors) in table() {
            let carla = Browser::of(&cast.app, cast.routes(), &cast.accountant).await;
            let status = cast.asked(&carla, method, route).await;
            let expect = expected(ACCOUNTANT, method, route, *doors);
            if status != expect {
                wrong.push(format!("{method} {route}: {status}, not {expect}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    })
    .await;
}

#[tokio::test]
async fn w2_a_reseller_acts_in_the_shop_and_for_licences_and_sees_nothing_else() {
    on_each_engine(|app| async move {
        let cast = cast(app).await;
        let mut wrong = Vec::new();
        for (method, route, doors) in table() {
            let rens = match route.starts_with("/api/v1/") {
                true => Browser::of(&cast.app, cast.routes(), &cast.reseller)
                    .await
                    .sending("hostler-customer", cast.customer.id.as_str()),
                false => Browser::acting(&cast.app, cast.routes(), (&cast.reseller, &cast.customer.id)).await,
            };
            let status = cast.asked(&rens, method, route).await;
            let expect = expected(RESELLER, method, route, *doors);
            if status != expect {
                wrong.push(format!("{method} {route}: {status}, not {expect}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    })
    .await;
}

#[test]
fn what_is_open_is_in_the_table() {
    for (method, route, _) in ACCOUNTANT.iter().chain(RESELLER) {
        let known = table().any(|(own, path, _)| own == method && path == route);
        assert!(known, "{method} {route}");
    }
}
