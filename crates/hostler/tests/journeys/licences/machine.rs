//! Anna's own machine: the real package, set up by her, asking the vendor of the town.

use super::town::{Ordered, Town};
use crate::stage::own_machine::{Answer, HOST, OwnMachine, Place};
use crate::stage::{PASSWORD, eventually, shell};
use serde_json::{Value, json};
use std::fs::{self, File};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

/// The administrator's mailbox on each of her machines.
pub const ADMINISTRATOR: (&str, &str) = ("anna@mail.bakkerij.example", PASSWORD);
pub const DOMAIN: &str = "bakkerij.example";

/// Her machine, and the one that takes its place.
pub const SHOP: Place =
    Place { address: Ipv4Addr::new(10, 86, 1, 2), way_out: Ipv4Addr::new(10, 86, 1, 1), cable: "shop" };
pub const BARN: Place =
    Place { address: Ipv4Addr::new(10, 86, 2, 2), way_out: Ipv4Addr::new(10, 86, 2, 1), cable: "barn" };

pub struct Machine {
    pub own: OwnMachine,
}

impl Machine {
    /// The package installed and set up, on trial, with a clock that is moved with the vendor's.
    pub fn new(town: &Town, place: Place) -> Machine {
        let mut machine = Machine::unpacked(town, place, "demo");
        machine.set_up();
        machine
    }

    /// The same not started yet, with `demo` or `system` as its clock.
    pub fn unpacked(town: &Town, place: Place, clock: &str) -> Machine {
        let folder = tempfile::Builder::new().prefix("hostler-journey-").tempdir().unwrap();
        let own = OwnMachine::switched_on_at(folder, place);
        fs::copy(package("1.0.0"), own.path("/root/connect.deb")).unwrap();
        fs::create_dir_all(own.path("/usr/share/hostler")).unwrap();
        fs::write(own.path("/root/vendor.json"), town.vendor()).unwrap();
        own.ok("dpkg -i /root/connect.deb && hostler appliance setup --vendor /root/vendor.json");
        let settings = own.path("/etc/hostler/connect.json");
        let text = fs::read_to_string(&settings).unwrap();
        let mut value: Value = serde_json::from_str(&text).unwrap();
        value["clock"] = clock.into();
        fs::write(settings, value.to_string()).unwrap();
        Machine { own }
    }

    /// Starts it; Anna opens the link.
    pub fn set_up(&mut self) {
        self.own.start();
        let link = eventually("the link", || {
            let (said, base) = (self.own.said(), format!("https://{HOST}:8443/setup/"));
            let token = said.split(&base).nth(1).and_then(|rest| rest.split_whitespace().next());
            token.map(|token| format!("/setup/{token}")).ok_or(said.clone())
        });
        let fields = [("name", "Anna de Vries"), ("address", ADMINISTRATOR.0), ("password", ADMINISTRATOR.1)];
        let done = self.own.submit(&link, &link, &fields);
        assert_eq!((done.status, done.to.as_str()), (303, "/"), "{}", done.text);
        let domain = self.own.submit("/domains", "/domains", &[("domain", DOMAIN)]);
        assert_eq!(domain.status, 303, "{}", domain.text);
    }

    pub fn sign_in(&mut self) {
        let fields = [("address", ADMINISTRATOR.0), ("password", ADMINISTRATOR.1)];
        let done = self.own.submit("/sign-in", "/sign-in", &fields);
        assert_eq!(done.status, 303, "{}", done.text);
    }

    /// Moves its clock and signs in again.
    pub fn move_clock(&mut self, offset_ms: i64) {
        let (status, answer) = self.own.json("POST", "/demo/clock", &json!({ "offset_ms": offset_ms }));
        assert_eq!(status, 200, "{answer}");
        self.sign_in();
    }

    /// How its licence stands, as programs are told.
    pub fn licence(&mut self) -> Value {
        let (status, report) = self.own.json("GET", "/licence", &Value::Null);
        assert_eq!(status, 200, "{report}");
        report
    }

    /// Types keys, who and where into the wizard: the answer of its last step.
    pub fn register(&mut self, keys: &[&str]) -> Answer {
        self.type_keys(keys);
        self.type_owner("online")
    }

    /// The wizard's first two steps.
    pub fn type_keys(&mut self, keys: &[&str]) {
        let (base, further) = keys.split_first().unwrap();
        let first = self.own.submit("/licence/register", "/licence/register", &[("key", base)]);
        assert_eq!((first.status, first.to.as_str()), (303, "/licence/register/keys"), "{}", first.text);
        for key in further {
            let page = "/licence/register/keys";
            let second = self.own.submit(page, page, &[("key", key)]);
            assert_eq!((second.status, second.to.as_str()), (303, page), "{}", second.text);
        }
    }

    /// Its third: `online` or `offline`.
    pub fn type_owner(&mut self, how: &str) -> Answer {
        let page = "/licence/register/owner";
        let owner = [
            ("company", "Bakkerij de Vries"),
            ("name", "Anna de Vries"),
            ("email", super::town::ANNA),
            ("country", "NL"),
            ("how", how),
        ];
        self.own.submit(page, page, &owner)
    }

    /// Registers what was ordered; it must work.
    pub fn takes(&mut self, ordered: &Ordered) -> Value {
        let report = self.takes_keys(&[ordered.key()]);
        assert_eq!(report["standing"], "licensed", "{report}");
        report
    }

    /// The same with further keys.
    pub fn takes_keys(&mut self, keys: &[&str]) -> Value {
        let done = self.register(keys);
        assert_eq!(
            (done.status, done.to.as_str()),
            (303, "/licence?done=licence-installed"),
            "{}",
            done.text
        );
        self.licence()
    }

    /// Makes a mailbox through the form: status and page.
    pub fn mailbox(&mut self, name: &str) -> Answer {
        let address = format!("{name}@{DOMAIN}");
        let fields = [("address", address.as_str()), ("name", name), ("password", PASSWORD)];
        self.own.submit("/mailboxes/new", "/mailboxes", &fields)
    }

    /// The same; it must work.
    pub fn makes_mailbox(&mut self, name: &str) {
        let made = self.mailbox(name);
        assert_eq!(made.status, 303, "{}", made.text);
    }
}

/// The package of a version, built from the program under test: once for all journeys of a build.
pub fn package(version: &str) -> PathBuf {
    let program = env!("CARGO_BIN_EXE_hostler");
    let built = fs::metadata(program).unwrap();
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("packages");
    fs::create_dir_all(&kept).unwrap();
    let lock = File::create(kept.join("lock")).unwrap();
    lock.lock().unwrap();
    let file = kept.join(format!("hostler-connect_{version}_amd64.deb"));
    let newer = |made: fs::Metadata| made.modified().unwrap() > built.modified().unwrap();
    if !fs::metadata(&file).is_ok_and(newer) {
        let build = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packaging/build");
        shell(&format!("{} --version {version} --program {program} {}", build.display(), kept.display()));
    }
    file
}
