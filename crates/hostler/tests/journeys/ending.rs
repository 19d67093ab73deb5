//! H6: a server ends: notice, export, deletion at the end of the next month, the last invoice.

use crate::stage::{PASSWORD, Stage, code, eventually};
use serde_json::{Value, json};
use std::process::Command;

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("{value}"))
}

#[test]
fn h6_d10_a_server_ends_empty_exported_and_billed_to_its_last_day() {
    let stage = Stage::open_demo();
    let (anna, bakery, console) = stage.customer_with_server("anna", "bakkerij");
    console.add_domain("bakkerij.example");
    let bram = console.create_mailbox("bram@bakkerij.example", PASSWORD);
    let path = format!("/servers/{}/ending", bakery.id);
    let api = format!("/api/v1{path}");
    let notice = json!({ "confirm": "bakkerij" });
    let refused = anna.json("POST", &api, Some(&notice));
    assert_eq!(code(&refused), (409, "ending-accounts".into()), "{refused:?}");
    assert!(refused.1["detail"].as_str().unwrap().contains("bram@bakkerij.example"), "{refused:?}");
    assert!(anna.get(&path).says("bram@bakkerij.example"), "the page lists who is there");
    console.delete_mailbox(&bram);
    let (status, given) = anna.json("POST", &api, Some(&notice));
    assert_eq!(status, 201, "{given}");
    let last_day = given["last_day"].as_str().unwrap().to_string();

    // The whole server as a file; its credentials are not in it.
    let exports = format!("/api/v1/servers/{}/exports", bakery.id);
    let (status, export) = anna.json("POST", &exports, Some(&json!({})));
    assert_eq!(status, 202, "{export}");
    let ready = eventually("the export", || ready(&anna.json("GET", &exports, None).1));
    let file = stage.data().join("exports").join(format!("{}.tar", ready["id"].as_str().unwrap()));
    let read = |name: &str| {
        let tar = Command::new("tar").arg("-xOf").arg(&file).arg(name).output().unwrap();
        String::from_utf8(tar.stdout).unwrap()
    };
    assert!(read("export/accounts.json").contains(&bakery.administrator()));
    let settings = read("export/settings.json");
    assert!(settings.contains("bakkerij.hostler.test") && !settings.contains("credential"), "{settings}");
    let (status, _) = console.api("GET", "/export", None);
    assert_eq!(status, 403, "through the console nobody gets it");

    // The clock goes past the last day.
    let after = json!({ "to": after(number(&given["ends_at_ms"])) });
    let (status, moved) = stage.staff.json("POST", "/api/v1/demo/clock", Some(&after));
    assert_eq!(status, 200, "{moved}");
    // A session does not last for a month.
    for (browser, email) in [(&anna, "anna@anna.example"), (&stage.staff, "sanne@hostler.test")] {
        let signed_in = browser.submit("/sign-in", "/sign-in", &[("email", email), ("password", PASSWORD)]);
        assert_eq!(signed_in.status, 200, "{}", signed_in.text);
    }
    eventually("the server's deletion", || {
        let (_, server) = anna.json("GET", &format!("/api/v1/servers/{}", bakery.id), None);
        if server["phase"] == "gone" { Ok(()) } else { Err(server.to_string()) }
    });
    assert!(stage.containers().is_empty(), "{:?}", stage.containers());
    assert!(file.exists(), "the export outlives its server");
    let months = format!("/api/v1/staff/months/{}", &last_day[..7]);
    let (_, month) = stage.staff.json("GET", &months, None);
    assert!(month.to_string().contains(&format!("\"last_day\":\"{last_day}\"")), "{month}");
    let (status, again) = anna.json("POST", &api, Some(&notice));
    assert_eq!((status, &again["code"]), (409, &json!("server-gone")), "{again}");
}

/// The first of these exports that is ready.
fn ready(all: &Value) -> Result<Value, String> {
    let ready = all.as_array().into_iter().flatten().find(|one| one["state"] == "ready");
    ready.cloned().ok_or(all.to_string())
}

/// A minute after an instant.
fn after(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms + 60_000).unwrap().to_string()
}
