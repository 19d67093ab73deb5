//! The clock of a real installation stays.

use crate::stage::{Stage, code};
use serde_json::json;

#[test]
fn the_clock_of_a_real_installation_is_not_movable() {
    let stage = Stage::open();
    let to = json!({ "to": "2031-01-01T00:00:00Z" });
    let answer = stage.staff.json("POST", "/api/v1/demo/clock", Some(&to));
    assert_eq!(code(&answer), (403, "clock-not-movable".into()), "{answer:?}");
    let (anna, bakery, console) = stage.customer_with_server("anna", "bakkerij");
    assert_eq!(code(&anna.json("POST", "/api/v1/demo/clock", Some(&to))), (403, "staff-only".into()));
    let answer = console.api("POST", "/demo/clock", Some(&json!({ "offset_ms": 86_400_000 })));
    assert_eq!(code(&answer), (403, "clock-not-movable".into()), "{answer:?}");
    assert!(bakery.report().is_ready());
}
