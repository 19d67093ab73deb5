//! The routes of the watch and of updates: incidents, maintenance, how servers stand, rollouts.

use super::table::{API_OWN, API_STAFF, OWN, Row, STAFF, staff_post};

pub const MONITORING: &[Row] = &[
    ("GET", "/servers/{id}/incidents", OWN),
    ("GET", "/servers/{id}/incidents/{incident}", OWN),
    ("GET", "/api/v1/servers/{id}/monitoring", API_OWN),
    ("GET", "/api/v1/servers/{id}/incidents", API_OWN),
    // The built-in offer's status page is for staff.
    ("GET", "/status", [404, 404, 404, 404, 200]),
    ("GET", "/staff/monitoring", STAFF),
    ("GET", "/staff/monitoring/{id}", STAFF),
    ("GET", "/staff/incidents", STAFF),
    ("GET", "/staff/incidents/{id}", STAFF),
    ("POST", "/staff/incidents/{id}/acknowledge", staff_post(303)),
    ("POST", "/staff/incidents/{id}/notes", staff_post(422)),
    ("GET", "/staff/updates", STAFF),
    ("POST", "/staff/updates", staff_post(422)),
    ("GET", "/staff/updates/{id}", [303, 403, 403, 403, 404]),
    ("GET", "/staff/updates/{id}/{act}", [303, 403, 403, 403, 404]),
    ("POST", "/staff/updates/{id}/{act}", staff_post(404)),
    ("POST", "/staff/test-servers", staff_post(404)),
    ("POST", "/staff/test-servers/{id}", staff_post(303)),
    ("GET", "/api/v1/servers/{id}/update", API_OWN),
    ("GET", "/api/v1/staff/updates", API_STAFF),
    ("POST", "/api/v1/staff/updates", staff_post(422)),
    ("GET", "/api/v1/staff/updates/{id}", [401, 403, 403, 403, 404]),
    ("POST", "/api/v1/staff/updates/{id}/{act}", staff_post(404)),
    ("POST", "/api/v1/staff/test-servers", staff_post(404)),
    ("DELETE", "/api/v1/staff/test-servers/{id}", staff_post(200)),
    ("GET", "/staff/maintenance", STAFF),
    ("POST", "/staff/maintenance", staff_post(422)),
    ("POST", "/staff/maintenance/{id}/withdraw", staff_post(303)),
    ("GET", "/api/v1/staff/monitoring", API_STAFF),
    ("GET", "/api/v1/staff/incidents", API_STAFF),
    ("GET", "/api/v1/staff/incidents/{id}", API_STAFF),
    // The page has taken it on just before.
    ("POST", "/api/v1/staff/incidents/{id}/acknowledge", staff_post(409)),
    ("POST", "/api/v1/staff/incidents/{id}/notes", staff_post(422)),
    ("GET", "/api/v1/staff/maintenance", API_STAFF),
    ("POST", "/api/v1/staff/maintenance", staff_post(422)),
    // The page has taken it back just before.
    ("DELETE", "/api/v1/staff/maintenance/{id}", staff_post(409)),
    ("GET", "/api/v1/staff/metrics", API_STAFF),
];
