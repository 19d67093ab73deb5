//! The provider's office: days that pass, months that are closed, what customers find afterwards.

use super::bank::Bank;
use crate::stage::{Browser, PASSWORD, Stage, Terminal, eventually};
use hostler_kit::time::{Clock, Month};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use std::cell::RefCell;

pub struct Office {
    pub stage: Stage,
    pub staff: Terminal,
    pub bank: RefCell<Bank>,
    /// The month in which the journey began.
    pub month: Month,
    people: RefCell<Vec<(Browser, String)>>,
}

impl Office {
    pub fn of(stage: Stage) -> Office {
        let staff = Terminal::new(stage.folder.path().join("sanne"));
        let month = Month::of(Clock::System.now_ms(), &zone());
        let people = RefCell::new(vec![(stage.staff.clone(), "sanne@hostler.test".to_string())]);
        staff.sign_in("sanne@hostler.test");
        Office { stage, staff, bank: RefCell::default(), month, people }
    }

    /// Somebody who signs in again after every leap of the clock: no session lasts for a month.
    pub fn knows(&self, name: &str, browser: &Browser) {
        self.people.borrow_mut().push((browser.clone(), format!("{name}@{name}.example")));
    }

    /// It is this hour of a day where the provider is.
    pub fn go_to(&self, day: Date, hour: i8) {
        let at = day.at(hour, 0, 0, 0).to_zoned(zone()).unwrap().timestamp();
        let moved =
            self.stage.staff.json("POST", "/api/v1/demo/clock", Some(&json!({ "to": at.to_string() })));
        assert_eq!(moved.0, 200, "{moved:?}");
        for (browser, email) in self.people.borrow().iter() {
            let seen = browser.submit("/sign-in", "/sign-in", &[("email", email), ("password", PASSWORD)]);
            assert_eq!(seen.status, 200, "{email}: {}", seen.text);
        }
        self.staff.sign_in("sanne@hostler.test");
    }

    /// Closes a month on the second day after it, once every journal of it is here.
    pub fn close(&self, month: Month) {
        self.go_to(month.next().first_day().tomorrow().unwrap(), 10);
        self.staff.done(&["month", "close", &month.to_string(), "--yes"]);
        eventually("the month's invoices", || {
            let path = format!("/api/v1/staff/months/{month}");
            let (_, seen) = self.stage.staff.json("GET", &path, None);
            let through = seen["closed"]["done"] == seen["closed"]["customers"] && seen["closed"].is_object();
            if through { Ok(()) } else { Err(seen.to_string()) }
        });
    }

    /// A customer's newest invoice, with its document.
    pub fn invoice(&self, customer: &Browser) -> Value {
        let (_, list) = customer.json("GET", "/api/v1/invoices", None);
        let id = list["invoices"][0]["id"].as_str().unwrap_or_else(|| panic!("no invoice: {list}"));
        customer.json("GET", &format!("/api/v1/invoices/{id}"), None).1
    }

    /// What staff see at a command line, as JSON.
    pub fn sees(&self, arguments: &[&str]) -> Value {
        let said = self.staff.done(&[arguments, &["--json"]].concat());
        serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
    }

    /// Takes the bank's next statement in, about this day.
    pub fn takes(&self, statement: String) {
        std::fs::write(self.staff.file("statement.xml"), statement).unwrap();
        self.staff.done(&["statement", "import", "statement.xml"]);
    }

    /// Bodies of all mails to an address, the newest first.
    pub fn mails(&self, address: &str) -> Vec<Value> {
        let (_, all) = self.stage.staff.json("GET", "/api/v1/staff/mail", None);
        let all = all.as_array().unwrap_or_else(|| panic!("{all}"));
        all.iter().filter(|mail| mail["recipient"] == address).cloned().collect()
    }

    /// Waits for a mail to an address whose subject contains these words; its body.
    pub fn mailed(&self, address: &str, words: &str) -> String {
        eventually(&format!("{words:?} to {address}"), || {
            let mails = self.mails(address);
            let subjects: Vec<_> = mails.iter().map(|mail| mail["subject"].to_string()).collect();
            let found = mails.iter().find(|mail| mail["subject"].as_str().is_some_and(|s| s.contains(words)));
            found.map(|mail| text(&mail["body"]).to_string()).ok_or(subjects.join(", "))
        })
    }

    /// The ledger balances, and every closed month can be computed again.
    pub fn books_are_right(&self, months: &[Month]) {
        self.staff.done(&["ledger", "check"]);
        for month in months {
            self.staff.done(&["invoice", "verify", "--month", &month.to_string()]);
        }
    }
}

pub fn zone() -> TimeZone {
    TimeZone::get("Europe/Amsterdam").unwrap()
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

pub fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("no number: {value}"))
}

pub fn date(value: &Value) -> Date {
    text(value).parse().unwrap()
}

/// The first day on which somebody is in the office, from this one on.
pub fn working_day(day: Date) -> Date {
    let free = |day: Date| matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let mut days = (0..3).map(|later: i64| day.saturating_add(later.days()));
    days.find(|day| !free(*day)).unwrap()
}
