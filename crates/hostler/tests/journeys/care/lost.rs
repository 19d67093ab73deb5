//! K1: a message that was deleted days ago is found by what is known of it, at the command line; and staff bring mail back
//! for a customer who telephones.

use super::backup::{ANNA, BRAM, backed_up, bakery, doveadm, over};
use crate::stage::post::{arrives, comes_from_outside};
use crate::stage::{Stage, Terminal};
use serde_json::{Value, json};

#[test]
fn k1_a_message_deleted_between_two_backups_is_found_and_comes_back() {
    let stage = Stage::open();
    let (anna, bakery, _) = bakery(&stage);
    comes_from_outside(&bakery, ANNA.0, "factuur oktober");
    arrives(&bakery, ANNA, "factuur oktober");
    let first = backed_up(&anna, &bakery);
    doveadm(&bakery, "expunge -u anna@bakkerij.example mailbox INBOX subject 'factuur oktober'");
    let second = backed_up(&anna, &bakery);
    let terminal = Terminal::new(stage.folder.path().join("anna"));
    terminal.sign_in("anna@anna.example");
    let words = ["backup", "search", "bakkerij", ANNA.0, "--subject", "FACTUUR", "--gone", "--json"];
    let found: Value = serde_json::from_str(&terminal.done(&words)).unwrap();
    assert_eq!((&found["total"], &found["backups"], &found["unindexed"]), (&json!(1), &json!(2), &json!(0)));
    let hit = &found["messages"][0];
    assert_eq!((&hit["backup"], &hit["first_day"]), (&first["id"], &first["day"]), "{hit}");
    let all: Value = serde_json::from_str(
        &terminal.done(&words[..4].iter().chain(&["--json"]).copied().collect::<Vec<_>>()),
    )
    .unwrap();
    assert_eq!(all["total"], 2, "the bread, in both, is shown once: {all}");
    assert!(all["messages"].as_array().unwrap().iter().any(|one| one["backup"] == second["id"]), "{all}");
    let table = terminal.done(&words[..6]);
    assert!(table.contains("factuur oktober") && table.contains("INBOX"), "{table}");

    let (backup, name) = (hit["backup"].as_str().unwrap(), hit["name"].as_str().unwrap());
    terminal.done(&["backup", "restore", "bakkerij", backup, "--mailbox", ANNA.0, "--message", name]);
    let folder = format!("Restored {}", first["day"].as_str().unwrap());
    let there = doveadm(&bakery, &format!("fetch -u {} hdr.subject mailbox '{folder}' all", ANNA.0));
    assert!(there.contains("factuur oktober"), "{there}");
}

#[test]
fn k1_staff_restore_a_mailbox_for_a_customer_without_reading_it() {
    let stage = Stage::open();
    let (anna, bakery, _) = bakery(&stage);
    let backup = backed_up(&anna, &bakery);
    doveadm(&bakery, "expunge -u bram@bakkerij.example mailbox INBOX all");
    let at = format!("/staff/servers/{}", bakery.id);
    let inside = format!("{at}/backups/{}", backup["id"].as_str().unwrap());
    assert!(stage.staff.get("/staff/backups").text.contains(&format!("{at}/backups")));
    assert!(
        stage.staff.get(&format!("{at}/backups")).text.contains(&inside),
        "the calendar leads to the day"
    );
    let mail = format!("{inside}/mail?address=bram%40bakkerij.example");
    let seen = stage.staff.get(&mail);
    assert!(seen.status == 200 && !seen.text.contains("twee broden"), "{} {}", seen.status, seen.text);
    let fields = [("what", "mailbox"), ("address", BRAM.0)];
    let seen = stage.staff.submit(&mail, &format!("{inside}/restores"), &fields);
    assert!(seen.status == 200 && seen.path.starts_with(&format!("{at}/restores/rst_")), "{}", seen.text);
    let path = format!("/api/v1{}", seen.path);
    over("the restore", || stage.staff.json("GET", &path, None).1);
    let folder = format!("Restored {}", backup["day"].as_str().unwrap());
    let there = doveadm(&bakery, &format!("fetch -u {} hdr.subject mailbox '{folder}' all", BRAM.0));
    assert!(there.contains("twee broden"), "{there}");
    let seen = anna.get(&format!("/servers/{}/backups", bakery.id));
    assert!(seen.text.contains("asked for by Sanne"), "{}", seen.text);
    assert!(anna.get("/events").text.contains("Sanne"));
    let seen = stage.staff.submit(&inside, &format!("{inside}/drill"), &[]);
    assert_eq!((seen.status, seen.path), (200, format!("{at}/backups")), "{}", seen.text);
    let path = format!("/api/v1/staff/servers/{}/backups", bakery.id);
    let drill = over("the drill", || stage.staff.json("GET", &path, None).1["drill"].clone());
    assert_eq!(drill["state"], "passed", "{drill}");
}
