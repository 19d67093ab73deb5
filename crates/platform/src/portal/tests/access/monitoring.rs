//! The routes of the watch: incidents, maintenance, how servers stand.

use super::table::{API_OWN, API_STAFF, OWN, Row, STAFF, staff_post};

pub const MONITORING: &[Row] = &[
    ("GET", "/servers/{id}/incidents", OWN),
    ("GET", "/servers/{id}/incidents/{incident}", OWN),
    ("GET", "/api/v1/servers/{id}/monitoring", API_OWN),
    ("GET", "/api/v1/servers/{id}/monitoring/day", API_OWN),
    ("GET", "/api/v1/servers/{id}/incidents", API_OWN),
    // The built-in offer's status page is for staff.
    ("GET", "/status", [404, 404, 404, 404, 200]),
    ("GET", "/api/v1/vantage/targets", [401; 5]),
    ("POST", "/api/v1/vantage/answers", [401; 5]),
    ("GET", "/api/v1/staff/vantages", API_STAFF),
    ("POST", "/api/v1/staff/vantages", staff_post(422)),
    ("DELETE", "/api/v1/staff/vantages/{id}", staff_post(404)),
    ("GET", "/staff/vantages", STAFF),
    ("POST", "/staff/vantages", staff_post(422)),
    ("POST", "/staff/vantages/{id}/remove", staff_post(404)),
    ("GET", "/staff/monitoring", STAFF),
    ("GET", "/staff/monitoring/{id}", STAFF),
    ("GET", "/staff/incidents", STAFF),
    ("GET", "/staff/incidents/{id}", STAFF),
    ("POST", "/staff/incidents/{id}/acknowledge", staff_post(303)),
    ("POST", "/staff/incidents/{id}/notes", staff_post(422)),
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
