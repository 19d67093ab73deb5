//! The vendor and its customer: a platform with a movable clock, and Anna de Vries of Bakkerij de Vries, who buys there.

use super::machine::Machine;
use crate::stage::platform::LISTEN;
use crate::stage::{Browser, PASSWORD, Seen, Stage, between, shell};
use hostler_kit::time::{Clock, instant};
use serde_json::{Value, json};
use std::cell::Cell;
use std::io::{self, copy};
use std::net::{TcpListener, TcpStream};

/// Where machines find the portal.
pub const PORTAL: &str = "http://10.85.0.1:8080";
pub const ANNA: &str = "anna@bakkerij.example";
pub const DAY_MS: i64 = 24 * 3_600_000;

pub struct Town {
    pub stage: Stage,
    pub anna: Browser,
    /// Public half of the key that signs the vendor's keyring.
    pub root_key: String,
    /// Whether Anna has signed up.
    known: Cell<bool>,
    /// How far both clocks were moved.
    days: i64,
}

/// What became of an order.
pub struct Ordered {
    /// The API's answer for it.
    pub order: Value,
    pub keys: Vec<String>,
}

impl Ordered {
    pub fn key(&self) -> &str {
        &self.keys[0]
    }

    /// Id of the licence that it made or belongs to.
    pub fn licence(&self) -> String {
        self.order["keys"][0]["licence_id"].as_str().unwrap().to_string()
    }

    pub fn id(&self) -> &str {
        self.order["id"].as_str().unwrap()
    }
}

impl Town {
    pub fn open() -> Town {
        Town::with(Stage::open_demo())
    }

    pub fn with(stage: Stage) -> Town {
        shell("ip address add 10.85.0.1/32 dev lo");
        passes_on(PORTAL.trim_start_matches("http://"));
        let exported = stage.hostler(&["signing-key", "export-root-public"]);
        assert!(exported.status.success(), "{exported:?}");
        let root_key = String::from_utf8(exported.stdout).unwrap().trim().to_string();
        let anna = stage.visitor();
        Town { stage, anna, root_key, known: Cell::new(false), days: 0 }
    }

    /// `vendor.json`, as the package of this vendor has it.
    pub fn vendor(&self) -> String {
        json!({ "name": "Hostler", "portal": PORTAL, "root_key": self.root_key }).to_string()
    }

    /// Anna's first order, with which she signs up.
    pub fn first_order(&self, wished: &[(&str, &str)]) -> Ordered {
        let about_her = [
            ("company", "Bakkerij de Vries"),
            ("street", "Dorpsstraat 1"),
            ("postcode", "1234 AB"),
            ("city", "Ede"),
            ("country", "NL"),
            ("name", "Anna de Vries"),
            ("email", ANNA),
            ("password", PASSWORD),
        ];
        let sent = self.send_order(wished, &about_her);
        assert_eq!((sent.status, sent.path.as_str()), (200, "/order/sent"), "{}", sent.text);
        self.known.set(true);
        let link = self.stage.mailed(ANNA, "/verify/");
        self.delivered(&self.anna.submit(&link, &link, &[]))
    }

    /// A further order of hers, in the shop's form at the price that it shows.
    pub fn order(&self, wished: &[(&str, &str)]) -> Ordered {
        self.delivered(&self.send_order(wished, &[]))
    }

    /// Opens the form as the links of the shop do, and sends it with what it shows.
    pub fn send_order(&self, wished: &[(&str, &str)], more: &[(&str, &str)]) -> Seen {
        let query: Vec<String> = wished.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let form = self.anna.get(&format!("/shop/order?{}", query.join("&")));
        let hidden = |name: &str| {
            between(&form.text, &format!("name=\"{name}\" value=\""), "\"").unwrap_or_default().to_string()
        };
        let shown = ["csrf", "form", "seen"].map(|name| (name, hidden(name)));
        let shown: Vec<(&str, &str)> = shown.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.anna.post("/shop/order", &[wished, more, &[("terms", "yes")], &shown].concat())
    }

    /// What the order's page shows, and the API of it.
    pub fn delivered(&self, seen: &Seen) -> Ordered {
        assert_eq!(seen.status, 200, "{}", seen.text);
        let id = seen.path.strip_prefix("/shop/orders/").unwrap_or_else(|| panic!("{}", seen.path));
        let order = self.ask(&format!("/api/v1/shop/orders/{id}"));
        let keys = order["keys"].as_array().unwrap().iter();
        let keys: Vec<String> = keys.filter_map(|key| key["key"].as_str()).map(str::to_string).collect();
        for key in &keys {
            assert!(seen.text.contains(key), "the page shows {key}: {}", seen.text);
        }
        Ordered { order, keys }
    }

    /// What Anna's programs are told.
    pub fn ask(&self, path: &str) -> Value {
        let (status, answer) = self.anna.json("GET", path, None);
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    pub fn licence(&self, id: &str) -> Value {
        self.ask(&format!("/api/v1/licences/{id}"))
    }

    /// What something would cost Anna now.
    pub fn quote(&self, wish: &Value) -> Value {
        let (status, quote) = self.anna.json("POST", "/api/v1/shop/quotes", Some(wish));
        assert_eq!(status, 200, "{wish}: {quote}");
        quote
    }

    /// Staff do something that must work.
    pub fn staff(&self, method: &str, path: &str, body: &Value) -> Value {
        let (status, answer) = self.stage.staff.json(method, path, Some(body));
        assert!((200..300).contains(&status), "{method} {path}: {status} {answer}");
        answer
    }

    /// Subjects and texts of the mails that Anna got, the oldest first.
    pub fn mails(&self) -> Vec<(String, String)> {
        let mails = self.stage.staff.json("GET", "/api/v1/staff/mail", None).1;
        let mut mails: Vec<Value> = mails.as_array().unwrap_or_else(|| panic!("{mails}")).clone();
        mails.retain(|mail| mail["recipient"] == ANNA);
        mails.sort_by_key(|mail| mail["created_at_ms"].as_i64());
        let text = |mail: &Value, part: &str| mail[part].as_str().unwrap_or_default().to_string();
        mails.iter().map(|mail| (text(mail, "subject"), text(mail, "body"))).collect()
    }

    /// Days pass for the vendor and for its customers' machines; everybody signs in again.
    pub fn days_pass(&mut self, days: i64, machines: &mut [&mut Machine]) {
        self.days += days;
        let to = instant(Clock::System.now_ms() + self.days * DAY_MS).to_string();
        self.staff("POST", "/api/v1/demo/clock", &json!({ "to": to }));
        sign_in(&self.stage.staff, "sanne@hostler.test");
        if self.known.get() {
            sign_in(&self.anna, ANNA);
        }
        for machine in machines {
            machine.move_clock(self.days * DAY_MS);
        }
    }

    /// Today, `YYYY-MM-DD`, where the vendor is.
    pub fn today(&self) -> jiff::civil::Date {
        let zone = jiff::tz::TimeZone::get("Europe/Amsterdam").unwrap();
        hostler_kit::time::day(Clock::System.now_ms() + self.days * DAY_MS, &zone)
    }
}

fn sign_in(browser: &Browser, email: &str) {
    let seen = browser.submit("/sign-in", "/sign-in", &[("email", email), ("password", PASSWORD)]);
    assert_eq!(seen.status, 200, "{email}: {}", seen.text);
}

/// Passes connections to an address on to the portal.
fn passes_on(address: &str) {
    let listener = TcpListener::bind(address).unwrap();
    std::thread::spawn(move || {
        for from in listener.incoming().flatten() {
            std::thread::spawn(move || both_ways(&from));
        }
    });
}

fn both_ways(from: &TcpStream) -> io::Result<()> {
    let to = TcpStream::connect(LISTEN)?;
    let (mut asks, mut asked) = (from.try_clone()?, to.try_clone()?);
    std::thread::spawn(move || {
        let asked_all = copy(&mut asks, &mut asked);
        asked.shutdown(std::net::Shutdown::Write).ok();
        asked_all
    });
    copy(&mut &to, &mut &*from)?;
    from.shutdown(std::net::Shutdown::Both)
}
