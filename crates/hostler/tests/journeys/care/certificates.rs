//! H3: the customer's own host names, and what people see when an authority refuses.

use super::backup;
use crate::stage::pebble::{Pebble, seen};
use crate::stage::{Browser, PASSWORD, Server, Stage, Terminal, eventually, post, separate};
use serde_json::{Value, json};
use std::path::PathBuf;

const MAIL: &str = "mail.bakkerij.example";

/// A platform whose servers get certificates of Pebble, and whose DNS is Pebble's too; and the authority's root.
fn stage() -> (Stage, Pebble, PathBuf) {
    let folder = separate();
    let pebble = Pebble::start(folder.path());
    let told = ["--acme", "https://localhost:14000/dir", "--acme-listen", "127.0.0.1:5002"];
    let dns = ["--acme-root", &pebble.own, "--inbox-dns", "127.0.0.1:8053"];
    let stage = Stage::open_demo_told(folder, &[told.as_slice(), &dns].concat());
    let root = stage.folder.path().join("root.pem");
    std::fs::write(&root, pebble.root().unwrap()).unwrap();
    (stage, pebble, root)
}

fn standing(browser: &Browser, name: &str) -> Value {
    let (status, all) = browser.json("GET", "/api/v1/servers/bakkerij/certificates", None);
    assert_eq!(status, 200, "{all}");
    let all = all.as_array().cloned().unwrap_or_default();
    all.into_iter().find(|one| one["name"] == name).unwrap_or_default()
}

fn is_valid(browser: &Browser, name: &str) {
    eventually(&format!("a certificate for {name}"), || {
        let one = standing(browser, name);
        if one["state"] == "valid" { Ok(()) } else { Err(one.to_string()) }
    });
}

/// By which ports a server is known under a name of the authority's: HTTPS is the console's.
const PORTS: [u16; 5] = [993, 465, 587, 25, 8443];

#[test]
fn h3_mail_is_read_under_the_customers_own_name_and_the_providers() {
    let (stage, pebble, root) = stage();
    let (anna, bakery, console) = stage.customer_with_server("anna", "bakkerij");
    is_valid(&anna, &bakery.host);
    console.add_domain("bakkerij.example");
    console.create_mailbox("bram@bakkerij.example", PASSWORD);
    let bram = ("bram@bakkerij.example", PASSWORD);
    let own = Server { host: MAIL.into(), ..bakery.clone() };
    assert!(seen(&own, (993, &root)).is_err(), "under a name that nobody added the server shows its own");

    // All names lead to one address here, so DNS has to say which server is meant.
    let names = "/api/v1/servers/bakkerij/host-names";
    let (status, added) = anna.json("POST", names, Some(&json!({ "name": MAIL })));
    assert_eq!((status, &added["dns"]["verdict"]), (201, &json!("needs-alias")), "{added}");
    let record = added["dns"]["publish"][0].as_str().unwrap();
    assert_eq!(record, "mail.bakkerij.example. CNAME bakkerij.hostler.test.");
    let page = anna.get(&format!("/servers/{}/host-names/{MAIL}", bakery.id));
    assert!(page.says(record), "{}", page.text);
    pebble.dns("set-cname", &json!({ "host": format!("{MAIL}."), "target": format!("{}.", bakery.host) }));
    anna.json("POST", &format!("{names}/{MAIL}/look-up"), Some(&json!({})));
    is_valid(&anna, MAIL);

    let serials: Vec<[String; 2]> = PORTS[..4]
        .iter()
        .map(|port| {
            [&own, &bakery].map(|server| {
                eventually(&format!("{} at {port}", server.host), || seen(server, (*port, &root)))
            })
        })
        .collect();
    assert!(serials.iter().all(|both| *both == serials[0]), "{serials:?}");
    assert_ne!(serials[0][0], serials[0][1], "each name has a certificate of its own");
    assert_eq!(seen(&own, (PORTS[4], &root)).unwrap(), serials[0][0], "by HTTPS too");

    for (server, subject) in [(&own, "Twee broden"), (&bakery, "Drie broden")] {
        for port in [465, 587] {
            post::submit_trusting((server, &root, port), bram, subject).unwrap();
        }
        eventually(subject, || {
            let subjects = post::subjects_trusting((server, &root), bram)?;
            let came = subjects.iter().filter(|own| *own == subject).count();
            if came == 2 { Ok(()) } else { Err(format!("{subjects:?}")) }
        });
    }

    // Taken away, the name is answered by the server's own certificate again; the server's stays.
    let terminal = Terminal::new(stage.folder.path().join("anna"));
    terminal.sign_in("anna@anna.example");
    let listed = terminal.done(&["host-name", "list", "bakkerij"]);
    assert!(listed.lines().any(|line| line.starts_with(MAIL) && line.contains("valid")), "{listed}");
    terminal.done(&["host-name", "remove", "bakkerij", MAIL]);
    eventually("the name to be gone", || match seen(&own, (993, &root)) {
        Ok(serial) => Err(serial),
        Err(_) => seen(&bakery, (993, &root)).map(drop),
    });
    assert_eq!(seen(&bakery, (25, &root)).unwrap(), serials[0][1]);
}

#[test]
fn h3_what_came_after_a_backup_is_handed_over_again_when_that_is_restored() {
    let (stage, pebble, root) = stage();
    let (anna, bakery, _console) = stage.customer_with_server("anna", "bakkerij");
    is_valid(&anna, &bakery.host);
    let backup = backup::backed_up(&anna, &bakery);
    let own = Server { host: MAIL.into(), ..bakery.clone() };
    pebble.dns("set-cname", &json!({ "host": format!("{MAIL}."), "target": format!("{}.", bakery.host) }));
    let names = "/api/v1/servers/bakkerij/host-names";
    let (status, added) = anna.json("POST", names, Some(&json!({ "name": MAIL })));
    assert_eq!(status, 201, "{added}");
    is_valid(&anna, MAIL);
    let serial = eventually("its certificate to be shown", || seen(&own, (993, &root)));

    backup::restored(&anna, &bakery, &backup, json!({ "what": "server", "confirm": "bakkerij" }));
    let again = eventually("its certificate to be shown again", || seen(&own, (993, &root)));
    assert_eq!(again, serial, "the same, handed over again by itself");
    is_valid(&anna, MAIL);
    let page = anna.get(&format!("/servers/{}/history", bakery.id));
    assert!(page.says(&format!("Handed its certificate again: {MAIL}")), "{}", page.text);
}

/// So many minutes after the beginning, by the demo's clock.
fn at(stage: &Stage, minutes: i64) {
    let to = hostler_kit::time::Clock::System.now() + jiff::SignedDuration::from_mins(minutes);
    let to = json!({ "to": to.to_string() });
    let (status, moved) = stage.staff.json("POST", "/api/v1/demo/clock", Some(&to));
    assert_eq!(status, 200, "{moved}");
}

fn failures(stage: &Stage, name: &str) -> Value {
    let all = stage.staff.json("GET", "/api/v1/staff/certificates", None).1;
    let all = all.as_array().cloned().unwrap_or_default();
    all.into_iter().find(|one| one["name"] == name).unwrap_or_default()
}

fn incident(stage: &Stage) -> Option<Value> {
    let all = stage.staff.json("GET", "/api/v1/staff/incidents?q=certificate-failed", None).1;
    all.as_array().cloned().unwrap_or_default().into_iter().next()
}

fn mails(stage: &Stage, words: &str) -> usize {
    let all = stage.staff.json("GET", "/api/v1/staff/mail", None).1;
    let subjects = all.as_array().cloned().unwrap_or_default();
    subjects.iter().filter(|mail| mail["subject"].as_str().is_some_and(|one| one.contains(words))).count()
}

#[test]
fn h3_an_authority_that_refuses_is_an_incident_until_it_is_mended() {
    let (stage, pebble, root) = stage();
    let host = "bakkerij.hostler.test";
    // Whoever looks for the server under its name finds nobody.
    pebble.dns("add-a", &json!({ "host": format!("{host}."), "addresses": ["127.0.0.9"] }));
    let (anna, bakery, _console) = stage.customer_with_server("anna", "bakkerij");
    for (tries, minutes) in [(1, 6), (2, 17), (3, 17)] {
        eventually(&format!("{tries} tries in vain"), || {
            let one = failures(&stage, host);
            if one["failures"] == tries { Ok(()) } else { Err(one.to_string()) }
        });
        if tries < 3 {
            assert!(incident(&stage).is_none(), "one try in vain is no trouble yet");
            at(&stage, minutes);
        }
    }
    let begun = eventually("the incident", || incident(&stage).ok_or_else(|| "none".into()));
    assert!(
        begun["detail"]
            .as_str()
            .unwrap()
            .starts_with(&format!("{host}: the certificate authority refused or did not answer")),
        "{begun}"
    );
    assert!(begun["over_at_ms"].is_null(), "{begun}");
    assert_eq!(mails(&stage, "Certificate cannot be renewed"), 1, "staff are told once");
    let list = stage.staff.get("/staff/certificates");
    assert!(list.says(host) && list.says("Could not be got"), "{}", list.text);
    let page = anna.get(&format!("/servers/{}/certificates", bakery.id));
    assert!(page.says("connection refused"), "{}", page.text);
    assert!(seen(&bakery, (993, &root)).is_err(), "the server keeps its own meanwhile");

    pebble.dns("clear-a", &json!({ "host": format!("{host}.") }));
    // Nobody waits for the next try: somebody asks for it, as soon as that is allowed.
    at(&stage, 28);
    let renew = "/api/v1/staff/servers/bakkerij/certificates/renew";
    let (status, asked) = stage.staff.json("POST", renew, Some(&json!({})));
    assert_eq!((status, &asked["names"]), (202, &json!([host])), "{asked}");
    is_valid(&anna, host);
    eventually("the certificate to be shown", || seen(&bakery, (993, &root)).map(drop));
    eventually("the end of the incident", || match incident(&stage) {
        Some(one) if one["over_at_ms"].is_i64() => Ok(()),
        other => Err(format!("{other:?}")),
    });
    eventually("the mail about the end", || {
        let told = mails(&stage, "Certificate cannot be renewed");
        if told == 2 { Ok(()) } else { Err(told.to_string()) }
    });
}
