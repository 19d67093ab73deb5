//! The routes of backups and restores.

use super::table::{API_OWN, API_STAFF, OWN, Row, STAFF, own_post, staff_get, staff_post};

pub const BACKUPS: &[Row] = &[
    ("GET", "/servers/{id}/backups", OWN),
    // It has not been started yet.
    ("POST", "/servers/{id}/backups", [401, 404, 403, 503, 403]),
    ("GET", "/servers/{id}/backups/{backup}", [303, 404, 403, 404, 403]),
    ("GET", "/servers/{id}/backups/{backup}/mail", [303, 404, 403, 404, 403]),
    ("POST", "/servers/{id}/backups/{backup}/restores", own_post(404)),
    ("GET", "/servers/{id}/restores/{restore}", [303, 404, 403, 404, 403]),
    ("GET", "/servers/{id}/restores/{restore}/file", [303, 404, 403, 404, 403]),
    ("GET", "/api/v1/servers/{id}/backups", API_OWN),
    ("POST", "/api/v1/servers/{id}/backups", [401, 404, 403, 503, 403]),
    ("GET", "/api/v1/servers/{id}/backups/{backup}/mailboxes", [401, 404, 403, 404, 403]),
    ("GET", "/api/v1/servers/{id}/backups/{backup}/messages", [401, 404, 403, 404, 403]),
    // Without saying what.
    ("POST", "/api/v1/servers/{id}/backups/{backup}/restores", [401, 422, 403, 422, 403]),
    ("GET", "/api/v1/servers/{id}/restores", [401, 404, 403, 200, 403]),
    ("GET", "/api/v1/servers/{id}/restores/{restore}", [401, 404, 403, 404, 403]),
    ("GET", "/api/v1/servers/{id}/restores/{restore}/file", [401, 404, 403, 404, 403]),
    ("GET", "/servers/{id}/backups/search", [303, 404, 403, 200, 403]),
    ("GET", "/staff/servers/{id}/backups/search", STAFF),
    // No mailbox is named; staff have not said why they look.
    ("GET", "/api/v1/servers/{id}/backups/search", [401, 404, 403, 422, 403]),
    ("GET", "/api/v1/staff/servers/{id}/backups/search", [401, 403, 403, 403, 403]),
    ("GET", "/staff/servers/{id}/backups", STAFF),
    ("POST", "/staff/servers/{id}/backups", staff_post(503)),
    ("GET", "/staff/servers/{id}/backups/{backup}", staff_get(404)),
    ("GET", "/staff/servers/{id}/backups/{backup}/mail", staff_get(404)),
    ("POST", "/staff/servers/{id}/backups/{backup}/restores", staff_post(404)),
    ("POST", "/staff/servers/{id}/backups/{backup}/drill", staff_post(404)),
    ("POST", "/staff/servers/{id}/looks", staff_post(422)),
    ("GET", "/staff/servers/{id}/restores/{restore}", staff_get(404)),
    ("GET", "/api/v1/staff/servers/{id}/backups/{backup}/mailboxes", [401, 403, 403, 403, 404]),
    ("GET", "/api/v1/staff/servers/{id}/backups/{backup}/messages", [401, 403, 403, 403, 404]),
    ("GET", "/api/v1/staff/servers/{id}/restores/{restore}", [401, 403, 403, 403, 404]),
    ("POST", "/api/v1/staff/servers/{id}/looks", staff_post(422)),
    ("GET", "/staff/backups", STAFF),
    ("POST", "/staff/platform-backups", staff_post(303)),
    ("GET", "/api/v1/staff/platform-backups", API_STAFF),
    // One is under way since the line above.
    ("POST", "/api/v1/staff/platform-backups", staff_post(409)),
    ("POST", "/staff/backups/{id}", staff_post(503)),
    ("GET", "/api/v1/staff/backups", API_STAFF),
    ("GET", "/api/v1/staff/servers/{id}/backups", API_STAFF),
    ("POST", "/api/v1/staff/servers/{id}/backups", staff_post(503)),
    ("POST", "/api/v1/staff/servers/{id}/backups/{backup}/restores", staff_post(422)),
    ("POST", "/api/v1/staff/servers/{id}/backups/{backup}/drill", staff_post(404)),
];
