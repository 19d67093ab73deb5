//! K1 with the backups in an S3 store: a night's backup, everything that can be had back from it, what is said when the
//! store says no or nothing, and Debian's restic on what lies there.

#[path = "../../../../backup/tests/vault/store.rs"]
mod store;

use super::backup::{ANNA, BRAM, bakery, doveadm, over, restored};
use crate::stage::post::{arrives, subjects};
use crate::stage::{Browser, PASSWORD, Server, Stage, Terminal, eventually, separate};
use serde_json::{Value, json};
use std::process::Command;
use store::{ACCESS, BUCKET, SECRET, Store};

/// An installation that keeps its backups in the store.
fn open() -> (Store, Stage) {
    let folder = separate();
    let store = Store::start(&folder.path().join("objects"));
    let place = format!("s3:{}/{BUCKET}/hostler", store.endpoint());
    let keys = ["--backups-access-key", ACCESS, "--backups-secret-key", SECRET];
    let stage = Stage::open_demo_told(folder, &[&["--backups", place.as_str()][..], &keys[..]].concat());
    (store, stage)
}

fn backups(anna: &Browser, bakery: &Server) -> Vec<Value> {
    let all = anna.json("GET", &format!("/api/v1/servers/{}/backups", bakery.id), None).1;
    all["backups"].as_array().cloned().unwrap_or_default()
}

/// The night comes, and with it the backup of the server.
fn backed_up_at_night(stage: &Stage, anna: &Browser, bakery: &Server) -> Value {
    let zone = jiff::tz::TimeZone::get("Europe/Amsterdam").unwrap();
    let today = hostler_kit::time::Clock::System.now().to_zoned(zone);
    let tomorrow = today.tomorrow().unwrap().with().hour(7).minute(0).build().unwrap().timestamp();
    let moved = stage.staff.json("POST", "/api/v1/demo/clock", Some(&json!({ "to": tomorrow.to_string() })));
    assert_eq!(moved.0, 200, "{moved:?}");
    for (browser, email) in [(&stage.staff, "sanne@hostler.test"), (anna, "anna@anna.example")] {
        let seen = browser.submit("/sign-in", "/sign-in", &[("email", email), ("password", PASSWORD)]);
        assert_eq!(seen.status, 200, "{}", seen.text);
    }
    eventually("the night's backup", || {
        let all = backups(anna, bakery);
        let night = all.iter().find(|one| one["reason"] == "night" && one["state"] == "ready");
        night.cloned().ok_or(format!("{all:?}"))
    })
}

/// Asks for a backup and waits until it has failed for this reason; it stays an incident.
fn fails(stage: &Stage, (anna, bakery): (&Browser, &Server), words: &str) -> Value {
    let path = format!("/api/v1/servers/{}/backups", bakery.id);
    let (status, wanted) = anna.json("POST", &path, Some(&json!({})));
    assert_eq!(status, 202, "{wanted}");
    let failed = eventually(words, || {
        let all = backups(anna, bakery);
        let failed = all.iter().find(|one| one["id"] == wanted["id"] && one["state"] == "failed");
        failed.cloned().ok_or(format!("{all:?}"))
    });
    assert!(failed["error"].as_str().unwrap().contains(words), "{failed}");
    let incidents = stage.staff.json("GET", "/api/v1/staff/incidents", None).1.to_string();
    assert!(incidents.contains("backup-failed") && incidents.contains(words), "{incidents}");
    failed
}

/// What failed is made by itself when nothing stands in its way any more.
fn is_made_after_all(anna: &Browser, bakery: &Server, failed: &Value) {
    eventually("the next attempt", || {
        let all = backups(anna, bakery);
        let seen = all.iter().find(|one| one["id"] == failed["id"]).cloned().unwrap_or_default();
        if seen["state"] == "ready" { Ok(()) } else { Err(seen.to_string()) }
    });
}

#[test]
fn k1_a_server_comes_back_from_a_bucket() {
    let (mut store, stage) = open();
    let (anna, bakery, console) = bakery(&stage);
    let night = backed_up_at_night(&stage, &anna, &bakery);
    assert_eq!(night["messages"], 2, "{night}");

    doveadm(&bakery, "expunge -u anna@bakkerij.example mailbox INBOX all");
    let backup = night["id"].as_str().unwrap();
    let messages =
        format!("/api/v1/servers/{}/backups/{backup}/messages?address=anna%40bakkerij.example", bakery.id);
    let found = anna.json("GET", &messages, None).1;
    let name = found["messages"][0]["name"].as_str().unwrap_or_else(|| panic!("{found}"));
    restored(&anna, &bakery, &night, json!({ "what": "message", "address": ANNA.0, "message": name }));
    let folder = format!("Restored {}", night["day"].as_str().unwrap());
    let there = doveadm(&bakery, &format!("fetch -u {} hdr.subject mailbox '{folder}' all", ANNA.0));
    assert!(there.contains("twee broden"), "{there}");

    console.delete_mailbox(&super::backup::id_of(&console, BRAM.0));
    restored(&anna, &bakery, &night, json!({ "what": "server", "confirm": "bakkerij" }));
    arrives(&bakery, BRAM, "twee broden");
    assert_eq!(subjects(&bakery, 993, ANNA).unwrap(), ["twee broden"]);

    let path = format!("/api/v1/staff/servers/{}/backups", bakery.id);
    let (status, drill) = stage.staff.json("POST", &format!("{path}/{backup}/drill"), Some(&json!({})));
    assert_eq!(status, 202, "{drill}");
    let drill = over("the drill", || stage.staff.json("GET", &path, None).1["drill"].clone());
    assert_eq!((&drill["mailboxes"], &drill["messages"]), (&json!(3), &json!(2)), "{drill}");
    restic_finds_nothing_wrong(&stage, &mut store, &bakery);
}

#[test]
fn k1_a_bucket_that_says_no_is_told_and_nothing_is_lost() {
    let (mut store, stage) = open();
    let (anna, bakery, _) = bakery(&stage);
    let night = backed_up_at_night(&stage, &anna, &bakery);
    store.end();
    let failed = fails(&stage, (&anna, &bakery), "does not answer");
    store.start_again();
    is_made_after_all(&anna, &bakery, &failed);
    store.end();
    store.start_with_clock("+1h");
    let failed = fails(&stage, (&anna, &bakery), "the clocks of this machine and of the store differ");
    store.end();
    store.start_again();
    is_made_after_all(&anna, &bakery, &failed);
    eventually("the server's backups and the platform's own are made again", || {
        let incidents = stage.staff.json("GET", "/api/v1/staff/incidents", None).1;
        let mut lasting = incidents.as_array().unwrap().iter().filter(|one| one["over_at_ms"].is_null());
        if lasting.any(|one| one["kind"] == "backup-failed") { Err(incidents.to_string()) } else { Ok(()) }
    });
    let mailboxes =
        format!("/api/v1/servers/{}/backups/{}/mailboxes", bakery.id, night["id"].as_str().unwrap());
    assert_eq!(anna.json("GET", &mailboxes, None).0, 200, "what was kept before is kept");
}

/// restic gets the key from the safe, and a password with it; then it reads every byte.
fn restic_finds_nothing_wrong(stage: &Stage, store: &mut Store, bakery: &Server) {
    let safe = Terminal::new(stage.folder.path().join("safe"));
    let (phrase, data) = ("stroopwafel met kaas en thee\n", stage.data().display().to_string());
    let ran = safe.hostler_with(phrase, &["backup", "keys", "--out", "keys.json", "--data", &data]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let ran = safe.hostler_with(phrase, &["backup", "keys", "--show", "keys.json", "--json"]);
    let keys: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{ran:?}"));
    let own = keys.as_array().unwrap().iter().find(|key| key["server"] == bakery.id.as_str()).unwrap();
    let (place, endpoint) = (format!("s3:{BUCKET}/hostler/{}", bakery.id), store.endpoint());
    assert_eq!(own["place"], format!("{endpoint}/{BUCKET}/hostler/{}", bakery.id));
    std::fs::write(safe.file("key"), own["key"].as_str().unwrap()).unwrap();
    std::fs::write(safe.file("password"), "croissants for twelve\n").unwrap();
    let at = ["--place", &place, "--endpoint", &endpoint, "--access-key", ACCESS, "--secret-key", SECRET];
    let words = ["repository", "add-password", "--key", "key", "--password", "password"];
    safe.done(&[&words[..], &at[..]].concat());
    safe.done(&[&["repository", "check", "--read-data", "--key", "key"][..], &at[..]].concat());
    store.end();
    store.start_open();
    let mut restic = Command::new("restic");
    let repository = format!("s3:{}/{BUCKET}/hostler/{}", store.way_for_restic(), bakery.id);
    restic.args(["--no-cache", "--no-lock", "--repo", &repository, "check", "--read-data"]);
    restic.env("RESTIC_PASSWORD_FILE", safe.file("password")).env("HOME", stage.folder.path());
    restic.env("AWS_ACCESS_KEY_ID", "nobody").env("AWS_SECRET_ACCESS_KEY", "asks");
    let done = restic.output().expect("./test installs restic");
    let told = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success() && told.contains("no errors were found"), "{told}{done:?}");
}
