//! K1: a backup is made, and what was in it comes back: a message, a whole server with the right bill, and in a drill.

use crate::stage::post::{arrives, comes_from_outside, subjects};
use crate::stage::{Browser, Console, PASSWORD, Server, Stage, eventually};
use serde_json::{Value, json};

pub const ANNA: (&str, &str) = ("anna@bakkerij.example", PASSWORD);
pub const BRAM: (&str, &str) = ("bram@bakkerij.example", "twaalf appeltaarten");

/// Anna's bakery with two mailboxes and a message for each.
pub fn bakery(stage: &Stage) -> (Browser, Server, Console) {
    let (anna, bakery, console) = stage.customer_with_server("anna", "bakkerij");
    console.add_domain("bakkerij.example");
    for (address, password) in [ANNA, BRAM] {
        console.create_mailbox(address, password);
        comes_from_outside(&bakery, address, "twee broden");
        arrives(&bakery, (address, password), "twee broden");
    }
    (anna, bakery, console)
}

/// Waits until what was asked for is over; it must be `ready` or `passed`.
pub fn over(what: &str, mut look: impl FnMut() -> Value) -> Value {
    let seen = eventually(what, || {
        let seen = look();
        match seen["state"].as_str() {
            Some("waiting" | "running") | None => Err(seen.to_string()),
            _ => Ok(seen),
        }
    });
    assert!(["ready", "passed"].contains(&seen["state"].as_str().unwrap()), "{what}: {seen}");
    seen
}

/// Anna has a backup made.
pub fn backed_up(anna: &Browser, bakery: &Server) -> Value {
    let path = format!("/api/v1/servers/{}/backups", bakery.id);
    let (status, wanted) = anna.json("POST", &path, Some(&json!({})));
    assert_eq!(status, 202, "{wanted}");
    over("the backup", || {
        let all = anna.json("GET", &path, None).1;
        all["backups"].as_array().unwrap().iter().find(|one| one["id"] == wanted["id"]).unwrap().clone()
    })
}

/// Anna restores something of a backup.
pub fn restored(anna: &Browser, bakery: &Server, backup: &Value, wish: Value) -> Value {
    let backup = backup["id"].as_str().unwrap();
    let path = format!("/api/v1/servers/{}/backups/{backup}/restores", bakery.id);
    let (status, wanted) = anna.json("POST", &path, Some(&wish));
    assert_eq!(status, 202, "{wanted}");
    let path = format!("/api/v1/servers/{}/restores/{}", bakery.id, wanted["id"].as_str().unwrap());
    over("the restore", || anna.json("GET", &path, None).1)
}

pub fn doveadm(bakery: &Server, command: &str) -> String {
    bakery.inside(&format!("doveadm -c /srv/hostler/etc/dovecot/dovecot.conf {command}"))
}

#[test]
fn k1_a_message_that_was_deleted_comes_back_beside_what_is_there() {
    let stage = Stage::open();
    let (anna, bakery, _) = bakery(&stage);
    let backup = backed_up(&anna, &bakery);
    assert_eq!(backup["messages"], 2);
    doveadm(&bakery, "expunge -u anna@bakkerij.example mailbox INBOX all");
    assert_eq!(subjects(&bakery, 993, ANNA).unwrap(), Vec::<String>::new());

    let page = format!("/servers/{}/backups/{}", bakery.id, backup["id"].as_str().unwrap());
    let seen = anna.get(&page);
    assert!(seen.status == 200 && seen.text.contains(ANNA.0), "{} {}", seen.status, seen.text);
    let mail = format!("{page}/mail?address=anna%40bakkerij.example&q=broden");
    let seen = anna.get(&mail);
    assert!(seen.status == 200 && seen.text.contains("twee broden"), "{} {}", seen.status, seen.text);
    let path = format!(
        "/api/v1/servers/{}/backups/{}/messages?address=anna%40bakkerij.example&search=klant",
        bakery.id,
        backup["id"].as_str().unwrap()
    );
    let found = anna.json("GET", &path, None).1;
    let name = found["messages"][0]["name"].as_str().unwrap_or_else(|| panic!("{found}"));
    let fields = [("what", "message"), ("address", ANNA.0), ("folder", "INBOX"), ("message", name)];
    let seen = anna.submit(&mail, &format!("{page}/restores"), &fields);
    assert!(seen.status == 200 && seen.path.contains("/restores/rst_"), "{} {}", seen.path, seen.text);
    let path = format!("/api/v1{}", seen.path);
    over("the restore", || anna.json("GET", &path, None).1);

    let folder = format!("Restored {}", backup["day"].as_str().unwrap());
    let there = doveadm(&bakery, &format!("fetch -u {} hdr.subject mailbox '{folder}' all", ANNA.0));
    assert!(there.contains("twee broden"), "{there}");
    assert!(doveadm(&bakery, &format!("mailbox list -s -u {}", ANNA.0)).contains(&folder));
    assert_eq!(subjects(&bakery, 993, BRAM).unwrap(), ["twee broden"], "nobody else's mail was touched");
}

#[test]
fn k1_a_whole_server_comes_back_and_its_bill_stays_right() {
    let stage = Stage::open();
    let (anna, bakery, console) = bakery(&stage);
    let before = console.mailboxes();
    let backup = backed_up(&anna, &bakery);
    comes_from_outside(&bakery, ANNA.0, "after the backup");
    arrives(&bakery, ANNA, "after the backup");
    let bram = id_of(&console, BRAM.0);
    console.delete_mailbox(&bram);
    for name in ["cees", "daan"] {
        console.create_mailbox(&format!("{name}@bakkerij.example"), PASSWORD);
    }
    let written = bakery.delivered();
    let (_, users, peak) = stage.readings(&bakery);
    assert_eq!((users, peak), (4, 4), "the administrator, Anna, Cees and Daan");

    let wrong = format!("/api/v1/servers/{}/backups/{}/restores", bakery.id, backup["id"].as_str().unwrap());
    let refused = anna.json("POST", &wrong, Some(&json!({ "what": "server", "confirm": "winkel" })));
    assert_eq!((refused.0, refused.1["code"].as_str()), (422, Some("restore-not-confirmed")), "{refused:?}");
    restored(&anna, &bakery, &backup, json!({ "what": "server", "confirm": "bakkerij" }));

    assert_eq!(console.mailboxes(), before, "accounts are as they were");
    arrives(&bakery, BRAM, "twee broden");
    assert_eq!(subjects(&bakery, 993, ANNA).unwrap(), ["twee broden"]);
    comes_from_outside(&bakery, BRAM.0, "welcome back");
    arrives(&bakery, BRAM, "welcome back");

    let after = bakery.delivered();
    assert!(after >= written + 3, "Cees and Daan are gone and Bram is back: {written}, {after}");
    let (entries, users, peak) = stage.readings(&bakery);
    assert_eq!((entries, users, peak), (after, 3, 4), "at no time were there more than four");
    console.create_mailbox("chloe@bakkerij.example", PASSWORD);
    let last = bakery.delivered();
    assert_eq!((last > after, stage.readings(&bakery).0), (true, last), "and the journal goes on");
    assert!(!bakery.folder.join("aside").exists() && !bakery.folder.join("data/restored.json").exists());
    let all = anna.json("GET", &format!("/api/v1/servers/{}/backups", bakery.id), None).1;
    assert!(all["backups"].as_array().unwrap().iter().any(|one| one["reason"] == "restore"), "{all}");
}

pub fn id_of(console: &Console, address: &str) -> String {
    let all = console.api("GET", "/mailboxes?limit=1000", None).1;
    let found = all["items"].as_array().unwrap().iter().find(|one| one["address"] == address).cloned();
    found.unwrap_or_else(|| panic!("{all}"))["id"].as_str().unwrap().to_string()
}

#[test]
fn k1_a_backup_is_tried_out_on_a_server_of_its_own() {
    let stage = Stage::open();
    let (anna, bakery, _) = bakery(&stage);
    let backup = backed_up(&anna, &bakery);
    let readings = stage.readings(&bakery);
    let path = format!("/api/v1/staff/servers/{}/backups", bakery.id);
    let begin = format!("{path}/{}/drill", backup["id"].as_str().unwrap());
    let (status, drill) = stage.staff.json("POST", &begin, Some(&json!({})));
    assert_eq!(status, 202, "{drill}");
    let drill = over("the drill", || stage.staff.json("GET", &path, None).1["drill"].clone());
    assert_eq!((&drill["mailboxes"], &drill["messages"]), (&json!(3), &json!(2)), "{drill}");
    let drills = stage.data().join("drills");
    assert_eq!(std::fs::read_dir(drills).unwrap().count(), 0, "it is thrown away");
    assert_eq!(stage.readings(&bakery), readings, "and nobody pays for it");
    assert_eq!(stage.containers().len(), 1);
    let seen = anna.get(&format!("/servers/{}/backups", bakery.id));
    assert!(seen.text.contains("3 mailboxes opened, 2 messages in them"), "{}", seen.text);
}

#[test]
fn k1_a_server_of_a_day_runs_beside_the_one_that_works() {
    let stage = Stage::open();
    let (anna, bakery, _) = bakery(&stage);
    let backup = backed_up(&anna, &bakery);
    doveadm(&bakery, "expunge -u anna@bakkerij.example mailbox INBOX all");
    comes_from_outside(&bakery, ANNA.0, "after the backup");
    arrives(&bakery, ANNA, "after the backup");
    let readings = stage.readings(&bakery);

    let page = format!("/servers/{}/backups/{}", bakery.id, backup["id"].as_str().unwrap());
    let seen = anna.submit(&page, &format!("{page}/restores"), &[("what", "beside")]);
    assert!(seen.status == 200 && seen.path.contains("/restores/rst_"), "{} {}", seen.path, seen.text);
    let page = seen.path;
    let made = over("the restore", || anna.json("GET", &format!("/api/v1{page}"), None).1);
    let (reached, id) = (&made["beside"], made["id"].as_str().unwrap());
    let beside = Server {
        id: bakery.id.clone(),
        host: bakery.host.clone(),
        address: reached["address"].as_str().unwrap().parse().unwrap(),
        folder: stage.data().join("beside").join(id),
        runtime: bakery.runtime.clone(),
    };
    let password = reached["password"].as_str().unwrap();
    for port in [993, 995] {
        assert_eq!(subjects(&beside, port, (ANNA.0, password)).unwrap(), ["twee broden"], "{made}");
    }
    assert_eq!(subjects(&beside, 993, (BRAM.0, password)).unwrap(), ["twee broden"]);
    assert!(subjects(&beside, 993, ANNA).is_err(), "a password of that day opens nothing");
    assert_eq!(subjects(&bakery, 993, ANNA).unwrap(), ["after the backup"], "the server goes on as it was");
    for port in [25, 465, 587] {
        let refused = std::net::TcpStream::connect((beside.address, port));
        assert!(refused.is_err(), "nothing comes in and nothing goes out: {port}");
    }
    let seen = anna.get(&page);
    assert!(seen.text.contains(password) && seen.text.contains(&beside.address.to_string()), "{}", seen.text);
    let seen = stage.staff.get(&format!("/staff{page}"));
    assert!(
        seen.status == 200 && !seen.text.contains(password),
        "the password is the customer's: {}",
        seen.text
    );

    beside.kill_container();
    arrives(&beside, (ANNA.0, password), "twee broden");
    assert_eq!(stage.readings(&bakery), readings, "and nobody is counted in it");

    let seen = anna.submit(&page, &format!("{page}/remove"), &[]);
    assert_eq!(seen.status, 200, "{}", seen.text);
    eventually("nothing of it to be left", || match beside.folder.exists() {
        true => Err("its folder is there".into()),
        false => Ok(()),
    });
    let gone = anna.json("GET", &format!("/api/v1{page}"), None).1;
    assert_eq!((&gone["state"], &gone["beside"]), (&json!("removed"), &Value::Null));
}
