//! The routes of certificates and host names.

use super::table::{API_OWN, API_STAFF, OWN, Row, STAFF, own_post, staff_post};

pub const CERTIFICATES: &[Row] = &[
    ("GET", "/servers/{id}/certificates", OWN),
    ("POST", "/servers/{id}/certificates", own_post(422)),
    // There is no authority here.
    ("POST", "/servers/{id}/certificates/renew", own_post(409)),
    ("POST", "/servers/{id}/certificates/look-up", own_post(303)),
    // The server has no such name.
    ("GET", "/servers/{id}/host-names/{name}", [303, 404, 404, 404, 403]),
    ("POST", "/servers/{id}/host-names/{name}", own_post(404)),
    ("GET", "/api/v1/servers/{id}/certificates", API_OWN),
    ("POST", "/api/v1/servers/{id}/certificates/renew", own_post(409)),
    ("POST", "/api/v1/servers/{id}/host-names", [401, 422, 403, 422, 403]),
    ("DELETE", "/api/v1/servers/{id}/host-names/{name}", own_post(404)),
    ("POST", "/api/v1/servers/{id}/host-names/{name}/look-up", own_post(404)),
    ("GET", "/staff/certificates", STAFF),
    ("GET", "/api/v1/staff/certificates", API_STAFF),
    ("GET", "/api/v1/staff/servers/{id}/certificates", API_STAFF),
    ("POST", "/api/v1/staff/servers/{id}/certificates/renew", staff_post(409)),
];
