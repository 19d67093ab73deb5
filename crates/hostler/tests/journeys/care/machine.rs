//! K1: the machine is lost, and nothing is left but the backups and the exported keys.

use super::backup::{ANNA, BRAM, backed_up, bakery, over, restored};
use crate::stage::post::{arrives, comes_from_outside, subjects};
use crate::stage::{Stage, Terminal, comes_to};
use serde_json::{Value, json};
use std::fs;

const PASSPHRASE: &str = "twelve croissants and a loaf";
const OWN: &str = "/api/v1/staff/platform-backups";

#[test]
fn k1_a_lost_machine_comes_back_from_its_backups_and_the_exported_keys() {
    let mut stage = Stage::open();
    let (anna, bakery, _) = bakery(&stage);
    let backup = backed_up(&anna, &bakery);
    let (status, wanted) = stage.staff.json("POST", OWN, Some(&json!({})));
    assert_eq!(status, 202, "{wanted}");
    over("the platform's own backup", || stage.staff.json("GET", OWN, None).1[0].clone());
    assert!(stage.staff.get("/staff/backups").text.contains("Last made and tried out"));
    let (data, folder) = (stage.data(), stage.folder.path().to_path_buf());
    let named = |name: &str| folder.join(name).display().to_string();
    let terminal = Terminal::new(folder.join("staff"));
    let keys = named("keys.json");
    let words = ["backup", "keys", "--out", &keys, "--data", &data.display().to_string()];
    let exported = terminal.hostler_with(PASSPHRASE, &words);
    assert_eq!(exported.code, 0, "{exported:?}");

    assert!(stage.platform.end().success());
    fs::rename(data.join("backups"), folder.join("kept")).unwrap();
    fs::remove_dir_all(&data).unwrap();

    let shown = terminal.hostler_with(PASSPHRASE, &["backup", "keys", "--show", &keys, "--json"]);
    let shown: Value = serde_json::from_str(&shown.out).unwrap_or_else(|_| panic!("{shown:?}"));
    assert_eq!(shown.as_array().unwrap().len(), 2, "the server's and the platform's: {shown}");
    let of_platform = shown.as_array().unwrap().iter().find(|key| key["server"] == "platform").unwrap();
    fs::write(folder.join("platform.key"), of_platform["key"].as_str().unwrap()).unwrap();
    let (place, key) = (named("kept/platform"), named("platform.key"));
    let words = ["repository", "restore", "--place", &place, "--key", &key, &data.display().to_string()];
    let done = terminal.hostler(&words);
    assert_eq!(done.code, 0, "{done:?}");
    fs::rename(data.join("database/platform.sqlite"), data.join("platform.sqlite")).unwrap();
    fs::rename(folder.join("kept"), data.join("backups")).unwrap();
    stage.platform.start_again();

    let page = format!("/servers/{}", bakery.id);
    comes_to("a server without its data to be left alone", true, || {
        stage.staff.get(&format!("/staff{page}")).text.contains("data is not on this machine")
    });
    assert_ne!(anna.server("bakkerij").unwrap()["phase"], "running", "it was not started empty");
    restored(&anna, &bakery, &backup, json!({ "what": "server", "confirm": "bakkerij" }));
    let bakery = stage.running(&anna, "bakkerij");
    for who in [ANNA, BRAM] {
        assert_eq!(subjects(&bakery, 993, who).unwrap(), ["twee broden"]);
    }
    comes_from_outside(&bakery, ANNA.0, "after the fire");
    arrives(&bakery, ANNA, "after the fire");
}
