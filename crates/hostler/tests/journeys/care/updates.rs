//! K4: a new build reaches servers stage by stage; one that breaks them is taken back by itself on the first, with all
//! of its mail, and goes no further.

use crate::stage::post::{arrives, comes_from_outside, subjects};
use crate::stage::{Console, PASSWORD, Server, Stage, platform, separate, shell};
use serde_json::{Value, json};
use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const ANNA: (&str, &str) = ("anna@bakkerij.example", PASSWORD);
const PROEF: (&str, &str) = ("sanne@proef.example", PASSWORD);
/// The longest that one server's update, or its way back, may take on a busy machine.
const WITHIN: Duration = Duration::from_secs(300);

/// The usual terms with short times.
const TERMS: &str =
    "[updates]\nshares = [1, 100]\nsecurity-soak-hours = 1\nwatch-minutes = 0\ngood-within-minutes = 1\n";

struct Case {
    stage: Stage,
    bakery: Server,
    console: Console,
    proef: Server,
    proef_console: Console,
    /// By how many minutes the clock was moved.
    moved: Cell<i64>,
}

/// A bakery, and a server of the provider's own on which updates are tried. The images are this test's own.
fn case() -> Case {
    let folder = separate();
    own_images(&folder);
    let standard = include_str!("../../../../../catalogue/offer.toml");
    let (before, rest) = standard.split_once("[updates]").expect("the offer says how updates go");
    let after = rest.split_once("\n\n").expect("a section ends").1;
    let offer = folder.path().join("offer.toml");
    std::fs::write(&offer, format!("{before}{TERMS}\n{after}")).unwrap();
    let offer = offer.display().to_string();
    let stage = Stage::open_demo_told(folder, &["--catalogue", &offer]);
    let (_, bakery, console) = stage.customer_with_server("anna", "bakkerij");
    let (_, proef, proef_console) = stage.customer_with_server("sanne", "proef");
    for (server, console, own) in [(&bakery, &console, ANNA), (&proef, &proef_console, PROEF)] {
        console.add_domain(own.0.split_once('@').unwrap().1);
        console.create_mailbox(own.0, own.1);
        comes_from_outside(server, own.0, "before");
        arrives(server, own, "before");
    }
    let tests = "/api/v1/staff/test-servers";
    assert_eq!(stage.staff.json("POST", tests, Some(&json!({ "server": "proef" }))).0, 200);
    Case { stage, bakery, console, proef, proef_console, moved: Cell::new(0) }
}

fn images() -> PathBuf {
    Path::new(&platform::cache()).join("images")
}

/// What is built from here on lies over the images that are there, for this test alone.
fn own_images(folder: &TempDir) {
    let (there, own) = (images(), folder.path().join("images"));
    shell(&format!("cp -al {} {}", there.display(), own.display()));
    shell(&format!("mount --bind {} {}", own.display(), there.display()));
}

/// Another image, as from today's packages, in which `change` was done. Files are replaced, not written to: they are
/// the first one's too.
fn another_image(digits: &str, change: &str) -> String {
    let listed = std::fs::read_dir(images()).unwrap().flatten();
    let mut names: Vec<String> = listed.map(|entry| entry.file_name().to_string_lossy().into()).collect();
    names.retain(|name| name.matches('-').count() == 1 && name.starts_with("connect-"));
    let name = format!("{}-{digits}", names[0]);
    let (first, other) = (images().join(&names[0]), images().join(&name));
    shell(&format!("cp -al {} {}; touch {}", first.display(), other.display(), other.display()));
    shell(&format!("cd {}/root && {change}", other.display()));
    name
}

impl Case {
    fn builds(&self) -> Vec<Value> {
        let all = self.stage.staff.json("GET", "/api/v1/staff/updates", None).1;
        all["builds"].as_array().cloned().unwrap_or_else(|| panic!("{all}"))
    }

    /// The build of this image, once the platform has found it.
    fn build(&self, image: &str) -> Value {
        within("the platform to find the image", || {
            let found = self.builds().into_iter().find(|build| build["image"] == image);
            found.ok_or_else(|| format!("{:?}", self.builds()))
        })
    }

    fn start(&self, build: &Value) -> String {
        let wish = json!({
            "build": build["id"], "kind": "security", "note_en": "Newer packages", "note_nl": "Nieuwere pakketten",
        });
        let (status, rollout) = self.stage.staff.json("POST", "/api/v1/staff/updates", Some(&wish));
        assert_eq!(status, 201, "{rollout}");
        rollout["id"].as_str().unwrap().to_string()
    }

    fn rollout(&self, id: &str) -> Value {
        self.stage.staff.json("GET", &format!("/api/v1/staff/updates/{id}"), None).1
    }

    /// How far a server is.
    fn state(&self, rollout: &str, server: &Server) -> Value {
        let told = self.rollout(rollout);
        let own =
            told["servers"].as_array().unwrap().iter().find(|own| own["server_id"] == server.id.as_str());
        own.cloned().unwrap_or_else(|| panic!("{told}"))
    }

    fn comes_to(&self, rollout: &str, server: &Server, state: &str) -> Value {
        within(&format!("{} to be {state}", server.host), || {
            let seen = self.state(rollout, server);
            if seen["state"] == state { Ok(seen) } else { Err(seen.to_string()) }
        })
    }

    fn later(&self, minutes: i64) {
        self.moved.set(self.moved.get() + minutes);
        let at = hostler_kit::time::Clock::System.now_ms() + self.moved.get() * 60_000;
        let to = jiff::Timestamp::from_millisecond(at).unwrap().to_string();
        let moved = self.stage.staff.json("POST", "/api/v1/demo/clock", Some(&json!({ "to": to })));
        assert_eq!(moved.0, 200, "{moved:?}");
    }
}

fn within<T>(what: &str, mut look: impl FnMut() -> Result<T, String>) -> T {
    let begin = Instant::now();
    loop {
        match look() {
            Ok(seen) => return seen,
            Err(seen) if begin.elapsed() > WITHIN => {
                panic!("waited {WITHIN:?} for {what}; last seen: {seen}")
            }
            Err(_) => std::thread::sleep(Duration::from_millis(200)),
        }
    }
}

#[test]
fn k4_an_update_reaches_servers_stage_by_stage() {
    let case = case();
    let image = another_image("0123456789ab", "rm -f etc/motd && echo newer > etc/motd");
    let rollout = case.start(&case.build(&image));
    case.comes_to(&rollout, &case.proef, "done");
    assert_eq!(case.proef.inside("cat /etc/motd"), "newer\n");
    assert_ne!(case.bakery.inside("cat /etc/motd"), "newer\n", "customers' servers wait for their stage");
    within("what was kept for the way back to go", || {
        if case.proef.folder.join("kept").exists() { Err("it is there".into()) } else { Ok(()) }
    });
    arrives(&case.proef, PROEF, "before");

    let holder = case.bakery.holder();
    case.later(61);
    let done = case.comes_to(&rollout, &case.bakery, "done");
    assert!(done["backup_id"].is_string(), "a backup of right before: {done}");
    assert_ne!(case.bakery.holder(), holder, "it was restarted");
    assert_eq!(case.bakery.inside("cat /etc/motd"), "newer\n");
    assert_eq!(subjects(&case.bakery, 993, ANNA).unwrap(), ["before"]);
    comes_from_outside(&case.bakery, ANNA.0, "after");
    arrives(&case.bakery, ANNA, "after");
    assert!(case.console.mailboxes().contains(&ANNA.0.to_string()));

    case.later(61);
    within("the rollout to be done", || {
        let seen = case.rollout(&rollout);
        if seen["state"] == "done" { Ok(()) } else { Err(seen.to_string()) }
    });
    let released = case.builds().into_iter().max_by_key(|build| build["released_at_ms"].as_i64());
    assert_eq!(released.unwrap()["image"], image.as_str(), "new servers get it");
    let page = case.stage.staff.get(&format!("/staff/updates/{rollout}"));
    assert!(page.says("Done") && page.says(&case.bakery.host), "{}", page.text);
    let mails = case.stage.staff.json("GET", "/api/v1/staff/mail", None).1.to_string();
    assert!(mails.contains("Security update of bakkerij.hostler.test"), "{mails}");
}

#[test]
fn k4_a_build_that_breaks_a_server_is_taken_back_and_goes_no_further() {
    let case = case();
    let first = case.bakery.holder();
    let image = another_image("bad000bad000", "rm usr/sbin/dovecot && ln -s /bin/false usr/sbin/dovecot");
    let rollout = case.start(&case.build(&image));
    case.comes_to(&rollout, &case.proef, "switching");
    within("Postfix to take mail in the broken build", || {
        let broken = case.proef.process("/usr/local/bin/hostler appliance").is_some()
            && case.proef.inside("readlink /usr/sbin/dovecot").contains("false");
        let open = std::net::TcpStream::connect((case.proef.address, 25)).is_ok();
        if broken && open { Ok(()) } else { Err("not yet".into()) }
    });
    comes_from_outside(&case.proef, PROEF.0, "meanwhile");
    let back = case.comes_to(&rollout, &case.proef, "put-back");
    assert!(back["error"].as_str().unwrap().contains("dovecot"), "{back}");
    arrives(&case.proef, PROEF, "before");
    within("the mail of meanwhile", || {
        let seen = subjects(&case.proef, 993, PROEF)?;
        if seen.contains(&"meanwhile".to_string()) { Ok(()) } else { Err(format!("{seen:?}")) }
    });
    let stopped = within("the rollout to stop", || {
        let seen = case.rollout(&rollout);
        if seen["state"] == "stopped" { Ok(seen) } else { Err(seen.to_string()) }
    });
    assert_eq!(stopped["stage"], 0);
    case.later(200);
    std::thread::sleep(Duration::from_secs(8));
    assert_eq!(case.state(&rollout, &case.bakery)["state"], "waiting");
    assert_eq!(case.bakery.holder(), first, "the customer's server was not touched");
    let incidents = case.stage.staff.json("GET", "/api/v1/staff/incidents", None).1;
    let kinds: Vec<&str> =
        incidents.as_array().unwrap().iter().filter_map(|one| one["kind"].as_str()).collect();
    assert!(kinds.contains(&"update-failed"), "{incidents}");
    assert!(!kinds.contains(&"service-down"), "while it is worked on nobody is woken: {incidents}");
    let act = format!("/api/v1/staff/updates/{rollout}/abandon");
    assert_eq!(case.stage.staff.json("POST", &act, Some(&json!({}))).0, 200);
}

/// Stands for a program that cannot work, and leaves the database so that no other can read it.
const RUINS: &str = "#!/bin/sh\\ncd /srv/hostler && rm -f appliance.sqlite-wal appliance.sqlite-shm && echo ruined > appliance.sqlite\\nexit 1\\n";

#[test]
fn k4_a_program_that_ruins_the_database_is_taken_back_with_the_one_of_before() {
    let mut case = case();
    let written = case.proef.delivered();
    let program = "00bad00bad00bad0";
    let kept = case.stage.data().join("programs").join(program);
    shell(&format!("mkdir {0} && printf '{RUINS}' > {0}/hostler && chmod 755 {0}/hostler", kept.display()));
    let known = case.builds().remove(0);
    // As if the platform had been upgraded to it.
    let id = "bld_00000000000000000000000000000bad";
    let insert = format!(
        "import sqlite3; db = sqlite3.connect('{}', timeout=20); db.execute(\"INSERT INTO builds (id, product, image, \
         program, version, seen_at_ms) VALUES ('{id}', 'connect', '{}', '{program}', '9.9.9', 0)\"); db.commit()",
        case.stage.data().join("platform.sqlite").display(),
        known["image"].as_str().unwrap(),
    );
    let ran = std::process::Command::new("python3").args(["-c", &insert]).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let rollout = case.start(&json!({ "id": id }));
    // Killed on the way, it goes on where it was.
    within("it to be in the works", || {
        let seen = case.state(&rollout, &case.proef);
        if seen["state"] == "backing-up" || seen["state"] == "waiting" {
            Err(seen.to_string())
        } else {
            Ok(())
        }
    });
    case.stage.platform.kill();
    case.stage.platform.start_again();
    case.comes_to(&rollout, &case.proef, "put-back");
    arrives(&case.proef, PROEF, "before");
    assert!(case.proef_console.mailboxes().contains(&PROEF.0.to_string()), "the accounts are there");
    comes_from_outside(&case.proef, PROEF.0, "after");
    arrives(&case.proef, PROEF, "after");
    assert!(case.proef.delivered() >= written, "the usage journal was not set back");
    let before = case.proef.delivered();
    case.proef_console.create_mailbox("daan@proef.example", PASSWORD);
    assert!(case.proef.delivered() > before, "and goes on");
    within("the rollout to stop", || {
        let seen = case.rollout(&rollout);
        if seen["state"] == "stopped" { Ok(()) } else { Err(seen.to_string()) }
    });
}
