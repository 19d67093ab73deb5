//! Every route, and who is answered what.

/// Statuses for: a visitor, the owner of another customer, an administrator of this customer, its owner, staff.
pub type Doors = [u16; 5];

const ALL: Doors = [200; 5];
/// Pages and API routes of any customer about themselves, of this customer alone, and of staff.
const MEMBERS: Doors = [303, 200, 200, 200, 403];
pub const OWN: Doors = [303, 404, 200, 200, 403];
pub const STAFF: Doors = [303, 403, 403, 403, 200];
pub const API_MEMBERS: Doors = [401, 200, 200, 200, 403];
pub const API_OWN: Doors = [401, 404, 200, 200, 403];
/// Everybody who is signed in, about themselves.
const SIGNED_IN: Doors = [303, 200, 200, 200, 200];
const API_SIGNED_IN: Doors = [401, 200, 200, 200, 200];
/// What belongs to this customer, while staff have their own.
const OURS: Doors = [303, 404, 200, 200, 404];

const fn ours_post(status: u16) -> Doors {
    [401, 404, status, status, 404]
}

pub const API_STAFF: Doors = [401, 403, 403, 403, 200];

/// Staff only, with what staff are answered.
pub const fn staff_get(status: u16) -> Doors {
    [303, 403, 403, 403, status]
}

pub const fn staff_post(status: u16) -> Doors {
    [401, 403, 403, 403, status]
}

/// Owners only: every one about their own, or only of this customer, with what its owner is answered.
const fn owner_post(status: u16) -> Doors {
    [401, status, 403, status, 403]
}

pub const fn own_post(status: u16) -> Doors {
    [401, 404, 403, status, 403]
}

/// The server has not been started, so those who may enter its console are told so.
const CONSOLE: Doors = [303, 404, 503, 503, 403];
const CONSOLE_POST: Doors = [401, 404, 503, 503, 403];

/// Method, route, doors. Forms are sent empty and JSON without content: who may come in is told what is missing.
pub type Row = (&'static str, &'static str, Doors);

/// All rows in the order in which they are tried.
pub fn table() -> impl Iterator<Item = &'static Row> {
    FIRST
        .iter()
        .chain(super::money::MONEY)
        .chain(super::monitoring::MONITORING)
        .chain(super::backups::BACKUPS)
        .chain(super::certificates::CERTIFICATES)
        .chain(LAST)
}

const FIRST: &[Row] = &[
    ("GET", "/", ALL),
    ("GET", "/health", [204; 5]),
    ("GET", "/.well-known/acme-challenge/{token}", [404; 5]),
    ("GET", "/downloads", MEMBERS),
    ("GET", "/staff/releases", STAFF),
    ("GET", "/staff/releases/{product}/{version}", staff_get(404)),
    ("POST", "/staff/releases/{product}/{version}", staff_post(404)),
    ("GET", "/api/v1/releases/{product}", ALL),
    ("GET", "/api/v1/releases/{product}/{version}/package", [404; 5]),
    ("GET", "/api/v1/staff/releases", API_STAFF),
    ("PUT", "/api/v1/staff/releases/{product}/{version}", staff_post(422)),
    ("POST", "/api/v1/staff/releases/{product}/{version}/withdrawal", staff_post(422)),
    ("GET", "/prices/calculate", ALL),
    ("GET", "/order", ALL),
    ("POST", "/order", [422; 5]),
    ("GET", "/order/sent", ALL),
    ("GET", "/terms", ALL),
    ("GET", "/verify/{token}", ALL),
    ("POST", "/verify/{token}", [404; 5]),
    ("GET", "/orders/{id}", OWN),
    ("GET", "/api/v1/orders", API_MEMBERS),
    ("POST", "/api/v1/orders", [401, 422, 403, 422, 403]),
    ("GET", "/api/v1/orders/{id}", API_OWN),
    ("GET", "/shop", ALL),
    ("GET", "/shop/order", ALL),
    ("GET", "/shop/order/quote", ALL),
    ("POST", "/shop/order", [422; 5]),
    ("GET", "/shop/orders", MEMBERS),
    ("GET", "/shop/orders/{id}", OWN),
    // Nothing was sent yet, and what is sent here is no form with a file.
    ("GET", "/shop/orders/{id}/evidence", [303, 404, 404, 404, 403]),
    ("POST", "/shop/orders/{id}/evidence", [401, 422, 403, 422, 403]),
    ("GET", "/staff/shop", STAFF),
    ("GET", "/staff/shop/orders/{id}", STAFF),
    ("GET", "/staff/shop/orders/{id}/evidence", staff_get(404)),
    ("POST", "/staff/shop/orders/{id}/approve", staff_post(422)),
    ("POST", "/staff/shop/orders/{id}/refuse", staff_post(422)),
    ("GET", "/api/v1/shop/prices", ALL),
    ("POST", "/api/v1/shop/quotes", [422; 5]),
    ("GET", "/api/v1/shop/orders", API_MEMBERS),
    ("POST", "/api/v1/shop/orders", [401, 422, 403, 422, 403]),
    ("GET", "/api/v1/shop/orders/{id}", API_OWN),
    ("POST", "/api/v1/shop/orders/{id}/evidence", [401, 404, 403, 422, 403]),
    ("GET", "/api/v1/staff/shop/orders", API_STAFF),
    ("GET", "/api/v1/staff/shop/orders/{id}", API_STAFF),
    ("POST", "/api/v1/staff/shop/orders/{id}/approval", staff_post(422)),
    ("POST", "/shop/orders/{id}/cancel", [401, 404, 403, 303, 403]),
    // The page has cancelled it just before.
    ("POST", "/api/v1/shop/orders/{id}/cancel", [401, 404, 403, 409, 403]),
    ("GET", "/sign-in", [200, 303, 303, 303, 303]),
    ("POST", "/sign-in", [422; 5]),
    ("POST", "/sign-out", [303; 5]),
    ("GET", "/forgotten", ALL),
    ("POST", "/forgotten", [422; 5]),
    ("GET", "/reset/{token}", ALL),
    ("POST", "/reset/{token}", [422; 5]),
    ("GET", "/setup/{token}", ALL),
    ("POST", "/setup/{token}", [422; 5]),
    ("GET", "/account", [303, 200, 200, 200, 200]),
    ("POST", "/account/password", [422; 5]),
    ("POST", "/account/language", [422; 5]),
    ("POST", "/api/v1/sessions", [422; 5]),
    ("GET", "/api/v1/sessions/current", [401, 200, 200, 200, 200]),
    ("DELETE", "/api/v1/sessions/current", ALL),
    ("GET", "/servers", MEMBERS),
    ("GET", "/servers/{id}", OWN),
    ("GET", "/servers/{id}/fallback", OWN),
    ("POST", "/servers/{id}/fallback/look-up", own_post(303)),
    ("GET", "/api/v1/servers/{id}/fallback", API_OWN),
    ("POST", "/api/v1/servers/{id}/fallback/look-up", own_post(200)),
    // The fallback does not run here, so those who may ask it are told so.
    ("GET", "/api/v1/servers/{id}/fallback/messages", [401, 404, 503, 503, 403]),
    ("GET", "/staff/fallback", staff_get(503)),
    ("GET", "/staff/fallback/name", STAFF),
    ("POST", "/staff/fallback/name/look-up", staff_post(303)),
    ("GET", "/api/v1/staff/fallback/name", API_STAFF),
    ("POST", "/api/v1/staff/fallback/name", API_STAFF),
    ("GET", "/staff/fallback/{domain}", staff_get(503)),
    ("POST", "/staff/fallback/{domain}/{act}", staff_post(503)),
    ("GET", "/staff/fallback/{domain}/messages/{message}", staff_get(503)),
    ("POST", "/staff/fallback/{domain}/messages/{message}", staff_post(503)),
    ("POST", "/staff/fallback/{domain}/messages/{message}/{act}", staff_post(503)),
    ("GET", "/api/v1/staff/fallback", staff_post(503)),
    ("GET", "/api/v1/staff/fallback/{domain}", staff_post(503)),
    ("POST", "/api/v1/staff/fallback/{domain}", staff_post(422)),
    ("POST", "/api/v1/staff/fallback/{domain}/{message}", staff_post(422)),
    ("DELETE", "/api/v1/staff/fallback/{domain}/{message}", staff_post(503)),
    ("PUT", "/internal/v1/recipients", [404; 5]),
    ("GET", "/servers/{id}/ending", OWN),
    ("POST", "/servers/{id}/ending", own_post(409)),
    ("POST", "/servers/{id}/ending/withdrawal", own_post(409)),
    ("POST", "/servers/{id}/exports", own_post(503)),
    ("GET", "/servers/{id}/exports/{export}", [303, 404, 403, 404, 403]),
    ("GET", "/notice/{token}", [404; 5]),
    ("POST", "/notice/{token}", [404; 5]),
    ("GET", "/servers/{id}/console/", CONSOLE),
    ("POST", "/servers/{id}/console/", CONSOLE_POST),
    ("GET", "/servers/{id}/console/{*path}", CONSOLE),
    ("POST", "/servers/{id}/console/{*path}", CONSOLE_POST),
    ("GET", "/api/v1/servers", API_MEMBERS),
    ("GET", "/api/v1/servers/{id}", API_OWN),
    ("GET", "/api/v1/servers/{id}/history", API_OWN),
    ("GET", "/servers/{id}/history", OWN),
    ("GET", "/api/v1/staff/servers/{id}/history", API_STAFF),
    ("GET", "/staff/servers/{id}/history", STAFF),
    ("GET", "/api/v1/servers/{id}/ending", API_OWN),
    ("POST", "/api/v1/servers/{id}/ending", own_post(422)),
    ("DELETE", "/api/v1/servers/{id}/ending", own_post(409)),
    ("GET", "/api/v1/servers/{id}/exports", [401, 404, 403, 200, 403]),
    ("POST", "/api/v1/servers/{id}/exports", own_post(503)),
    ("GET", "/api/v1/servers/{id}/exports/{export}", [401, 404, 403, 404, 403]),
    ("GET", "/invoices", MEMBERS),
    ("GET", "/invoices/invoices.csv", MEMBERS),
    ("GET", "/invoices/details", MEMBERS),
    ("POST", "/invoices/details", owner_post(422)),
    ("GET", "/api/v1/invoices/details", API_MEMBERS),
    ("PUT", "/api/v1/invoices/details", owner_post(422)),
    ("GET", "/invoices/{id}", OWN),
    ("GET", "/api/v1/invoices", API_MEMBERS),
    ("GET", "/api/v1/invoices/{id}", API_OWN),
    ("GET", "/api/v1/invoices/{id}/pdf", API_OWN),
    ("GET", "/payment", MEMBERS),
    // The built-in offer has no direct debit, so there is nothing to sign and nothing to withdraw.
    ("POST", "/payment", owner_post(409)),
    ("GET", "/payment/withdraw", [303, 409, 403, 409, 403]),
    ("POST", "/payment/withdraw", owner_post(409)),
    ("GET", "/api/v1/payment", API_MEMBERS),
    ("DELETE", "/api/v1/payment/mandate", owner_post(409)),
    ("GET", "/staff/debits", STAFF),
    ("POST", "/staff/debits/batches", staff_post(409)),
    ("GET", "/staff/debits/batches/{id}", staff_get(404)),
    ("GET", "/staff/debits/batches/{id}/file", staff_get(404)),
    ("POST", "/staff/debits/answers", staff_post(422)),
    ("GET", "/staff/debits/mandates", STAFF),
    ("GET", "/staff/debits/mandates/{id}", staff_get(404)),
    ("GET", "/staff/debits/mandates/{id}/withdraw", staff_get(404)),
    ("POST", "/staff/debits/mandates/{id}/withdraw", staff_post(404)),
    ("GET", "/api/v1/staff/mandates", API_STAFF),
    ("GET", "/api/v1/staff/mandates/{id}", [401, 403, 403, 403, 404]),
    ("DELETE", "/api/v1/staff/mandates/{id}", staff_post(404)),
    ("GET", "/api/v1/staff/debits", API_STAFF),
    ("GET", "/api/v1/staff/debits/batches", API_STAFF),
    ("POST", "/api/v1/staff/debits/batches", staff_post(409)),
    ("GET", "/api/v1/staff/debits/batches/{id}/file", [401, 403, 403, 403, 404]),
    ("POST", "/api/v1/staff/debits/answers", staff_post(422)),
    ("GET", "/invoices/{id}/ubl", OWN),
    ("GET", "/invoices/{id}/cii", OWN),
    ("GET", "/api/v1/invoices/{id}/ubl", API_OWN),
    ("GET", "/api/v1/invoices/{id}/cii", API_OWN),
    ("GET", "/invoices/vat", MEMBERS),
    ("POST", "/invoices/vat", owner_post(303)),
    ("GET", "/api/v1/invoices/vat", API_MEMBERS),
    ("PUT", "/api/v1/invoices/vat", owner_post(422)),
    // Nobody needs a session to register; what is sent empty is told so.
    ("POST", "/api/v1/registration", [422; 5]),
    ("POST", "/api/v1/registration/keys", [422; 5]),
    ("POST", "/api/v1/registration/receipts", [422; 5]),
    ("POST", "/api/v1/registration/checks", [422; 5]),
    ("GET", "/api/v1/registration/keyring", ALL),
    ("GET", "/api/v1/licences", API_MEMBERS),
    ("GET", "/api/v1/licences/{id}", API_OWN),
    ("GET", "/api/v1/licences/{id}/file", [401, 404, 404, 404, 403]),
    ("POST", "/api/v1/licences/{id}/keys", API_OWN),
    ("POST", "/api/v1/licences/{id}/offline", [401, 404, 422, 422, 403]),
    ("GET", "/api/v1/keys", API_MEMBERS),
    ("GET", "/api/v1/keys/{key}", API_MEMBERS),
    ("GET", "/api/v1/staff/licences", API_STAFF),
    ("POST", "/api/v1/staff/licences", staff_post(422)),
    ("GET", "/api/v1/staff/licences/expiry", API_STAFF),
    ("GET", "/api/v1/staff/licences/{id}", API_STAFF),
    ("GET", "/api/v1/staff/licences/{id}/file", [401, 403, 403, 403, 404]),
    ("POST", "/api/v1/staff/licences/{id}/offline", staff_post(422)),
    ("POST", "/api/v1/staff/licences/{id}/revoke", staff_post(422)),
    ("POST", "/api/v1/staff/licences/{id}/restore", staff_post(422)),
    ("GET", "/api/v1/staff/keys/{key}", API_STAFF),
    ("POST", "/api/v1/staff/keys/{key}/revoke", staff_post(422)),
    ("GET", "/licences", MEMBERS),
    ("GET", "/licences/{id}", OWN),
    ("GET", "/licences/{id}/file", [303, 404, 404, 404, 403]),
    ("POST", "/licences/{id}/keys/{key}", [401, 404, 200, 200, 403]),
    ("GET", "/licences/{id}/move", OWN),
    ("POST", "/licences/{id}/move", [401, 404, 422, 422, 403]),
    ("GET", "/licences/receipts", ALL),
    ("POST", "/licences/receipts", [422; 5]),
    ("GET", "/licences/register", ALL),
    ("POST", "/licences/register", [422; 5]),
    ("GET", "/licences/register/request", ALL),
    ("POST", "/licences/register/request", [422; 5]),
    ("POST", "/licences/register/file", [422; 5]),
    ("GET", "/staff/licences", STAFF),
    ("GET", "/staff/licences/expiry", STAFF),
    ("GET", "/staff/licences/issue", STAFF),
    ("POST", "/staff/licences/issue", staff_post(422)),
    ("GET", "/staff/licences/{id}", STAFF),
    ("GET", "/staff/licences/{id}/file", staff_get(404)),
    ("POST", "/staff/licences/{id}/keys/{key}", staff_post(200)),
    ("GET", "/staff/licences/{id}/change/{what}", STAFF),
    ("POST", "/staff/licences/{id}/change/{what}", staff_post(422)),
    ("GET", "/staff/keys/{id}", STAFF),
    ("POST", "/staff/keys/{id}", staff_post(422)),
    ("GET", "/staff/signing-keys", STAFF),
    ("GET", "/staff/signing-keys/rotate/{purpose}", STAFF),
    ("POST", "/staff/signing-keys/rotate/{purpose}", staff_post(422)),
    // There is no such key.
    ("GET", "/staff/signing-keys/{id}/revoke", staff_get(404)),
    ("POST", "/staff/signing-keys/{id}/revoke", staff_post(404)),
    ("GET", "/staff", STAFF),
    ("GET", "/staff/customers", STAFF),
    ("GET", "/staff/customers/{id}", STAFF),
    ("GET", "/staff/inbox", STAFF),
    ("GET", "/staff/inbox/{id}", STAFF),
    ("GET", "/staff/servers", STAFF),
    ("GET", "/staff/servers/{id}", STAFF),
    ("POST", "/staff/servers/{id}/start", staff_post(303)),
    ("GET", "/staff/servers/{id}/stop", STAFF),
    ("POST", "/staff/servers/{id}/stop", staff_post(422)),
    ("GET", "/staff/jobs", STAFF),
    ("POST", "/staff/jobs/{id}/retry", staff_post(303)),
    ("GET", "/api/v1/staff/jobs", API_STAFF),
    // The page has let it run again just before.
    ("POST", "/api/v1/staff/jobs/{id}/retry", staff_post(409)),
    ("GET", "/staff/mail", STAFF),
    ("GET", "/staff/mail/{id}", STAFF),
    ("GET", "/api/v1/staff/mail", API_STAFF),
    ("GET", "/api/v1/staff/mail/{id}", API_STAFF),
    ("GET", "/api/v1/staff/readings", API_STAFF),
];

/// What comes after money.
const LAST: &[Row] = &[
    ("POST", "/api/v1/demo/clock", staff_post(422)),
    ("GET", "/api", ALL),
    ("GET", "/api/v1/openapi.json", ALL),
    ("GET", "/events", MEMBERS),
    ("GET", "/staff/events", STAFF),
    ("GET", "/api/v1/events", API_SIGNED_IN),
    ("GET", "/account/tokens", SIGNED_IN),
    ("POST", "/account/tokens", [401, 422, 422, 422, 422]),
    // A token is its person's own.
    ("GET", "/account/tokens/{id}/revoke", [303, 404, 404, 200, 404]),
    ("POST", "/account/tokens/{id}/revoke", [401, 404, 404, 422, 404]),
    ("GET", "/api/v1/tokens", API_SIGNED_IN),
    ("POST", "/api/v1/tokens", [401, 422, 422, 422, 422]),
    ("DELETE", "/api/v1/tokens/{id}", [401, 404, 404, 200, 404]),
    ("GET", "/webhooks", SIGNED_IN),
    ("POST", "/webhooks", [401, 422, 422, 422, 422]),
    ("GET", "/webhooks/{id}", OURS),
    ("POST", "/webhooks/{id}", ours_post(422)),
    ("POST", "/webhooks/{id}/rotate", ours_post(200)),
    ("POST", "/webhooks/{id}/ping", ours_post(303)),
    ("POST", "/webhooks/{id}/replay", ours_post(303)),
    ("GET", "/webhooks/{id}/delete", OURS),
    ("POST", "/webhooks/{id}/delete", ours_post(422)),
    ("GET", "/webhooks/{id}/deliveries/{delivery}", OURS),
    ("POST", "/webhooks/{id}/deliveries/{delivery}/replay", ours_post(409)),
    ("GET", "/api/v1/webhooks", API_SIGNED_IN),
    ("POST", "/api/v1/webhooks", [401, 422, 422, 422, 422]),
    ("GET", "/api/v1/webhooks/{id}", ours_post(200)),
    ("PATCH", "/api/v1/webhooks/{id}", ours_post(200)),
    ("POST", "/api/v1/webhooks/{id}/rotate", ours_post(200)),
    ("POST", "/api/v1/webhooks/{id}/ping", ours_post(201)),
    ("POST", "/api/v1/webhooks/{id}/replay", ours_post(200)),
    ("GET", "/api/v1/webhooks/{id}/deliveries", ours_post(200)),
    ("GET", "/api/v1/webhooks/{id}/deliveries/{delivery}", ours_post(200)),
    ("POST", "/api/v1/webhooks/{id}/deliveries/{delivery}/replay", ours_post(409)),
    // Gone after the administrator's.
    ("DELETE", "/api/v1/webhooks/{id}", [401, 404, 204, 404, 404]),
    ("GET", "/assets/{version}/{name}", [404; 5]),
    ("POST", "/preferences", [303; 5]),
    ("GET", "/people", MEMBERS),
    ("POST", "/people", owner_post(422)),
    ("GET", "/people/{id}/role", [303, 404, 403, 200, 403]),
    ("POST", "/people/{id}/role", own_post(422)),
    ("GET", "/people/{id}/remove", [303, 404, 403, 200, 403]),
    ("POST", "/people/{id}/remove", own_post(422)),
    ("POST", "/people/invitations/{id}/withdraw", own_post(303)),
    ("GET", "/staff/people", STAFF),
    ("POST", "/staff/people", staff_post(422)),
    ("GET", "/staff/people/{id}/remove", STAFF),
    ("POST", "/staff/people/{id}/remove", staff_post(422)),
    ("POST", "/staff/people/invitations/{id}/withdraw", staff_post(303)),
    ("GET", "/join/{token}", [404; 5]),
    ("POST", "/join/{token}", [404; 5]),
    ("GET", "/api/v1/people", API_MEMBERS),
    ("POST", "/api/v1/people/invitations", owner_post(422)),
    ("DELETE", "/api/v1/people/invitations/{id}", own_post(404)),
    ("PATCH", "/api/v1/people/{id}", own_post(422)),
    ("DELETE", "/api/v1/people/{id}", own_post(204)),
    ("GET", "/api/v1/staff/people", API_STAFF),
    ("POST", "/api/v1/staff/people/invitations", staff_post(422)),
    ("DELETE", "/api/v1/staff/people/invitations/{id}", staff_post(404)),
    ("DELETE", "/api/v1/staff/people/{id}", staff_post(204)),
    ("GET", "/customers", [303, 404, 403, 404, 403]),
    ("POST", "/customers", own_post(404)),
    ("GET", "/customers/{id}/invitation", [303, 404, 403, 404, 403]),
    ("POST", "/customers/{id}/invitation", own_post(404)),
    ("POST", "/acting", own_post(404)),
    ("POST", "/acting/end", owner_post(303)),
    ("GET", "/api/v1/customers", own_post(404)),
    ("POST", "/api/v1/customers", own_post(404)),
    ("POST", "/api/v1/customers/{id}/invitation", own_post(404)),
    ("POST", "/staff/customers/{id}/reseller", staff_post(409)),
    ("GET", "/staff/customers/{id}/reseller/end", staff_get(404)),
    ("POST", "/staff/customers/{id}/reseller/end", staff_post(404)),
    ("PUT", "/api/v1/staff/customers/{id}/reseller", staff_post(409)),
    ("DELETE", "/api/v1/staff/customers/{id}/reseller", staff_post(404)),
    ("GET", "/reseller/end", [303, 404, 403, 200, 403]),
    ("POST", "/reseller/end", own_post(422)),
    ("GET", "/api/v1/reseller", API_MEMBERS),
    ("DELETE", "/api/v1/reseller", own_post(204)),
    // Servers alone, on an endpoint of their own: the portal does not know it.
    ("POST", "/internal/v1/journal", [404; 5]),
    ("PUT", "/internal/v1/recipients", [404; 5]),
];
