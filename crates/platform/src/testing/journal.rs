//! A server's journal, written by a test.

use super::{at, go_to};
use crate::app::App;
use crate::metering;
use crate::servers::Server;
use hostler_wire::journal::{Delivery, Entry, What};

/// A server's journal as the appliance would write it.
pub struct Journal {
    server: Server,
    pub entries: Vec<Entry>,
    sent: usize,
}

impl Journal {
    pub fn of(server: &Server) -> Journal {
        Journal { server: server.clone(), entries: Vec::new(), sent: 0 }
    }

    /// Adds an entry at an instant written as RFC 3339.
    pub fn add(&mut self, instant: &str, what: What) {
        let entry = Entry::after(self.entries.last(), self.server.id.as_str(), at(instant), what);
        self.entries.push(entry);
    }

    /// Creates accounts `u<number>@bakkerij.test`.
    pub fn create(&mut self, instant: &str, numbers: std::ops::RangeInclusive<u32>) {
        for number in numbers {
            let address = format!("u{number:02}@bakkerij.test");
            self.add(instant, What::Created { account: format!("acc_{number}"), address });
        }
    }

    pub fn delete(&mut self, instant: &str, numbers: std::ops::RangeInclusive<u32>) {
        for number in numbers {
            self.add(instant, What::Deleted { account: format!("acc_{number}") });
        }
    }

    pub fn store(&mut self, instant: &str, bytes: i64) {
        self.add(instant, What::Storage { bytes });
    }

    /// Delivers what was not delivered yet.
    pub async fn send(&mut self, app: &App) {
        let entries = self.entries[self.sent..].to_vec();
        self.sent = self.entries.len();
        let taken = metering::journal::take(app, &self.server, &Delivery { entries }).await;
        taken.expect("the delivery is taken");
    }

    /// Goes to an instant, and delivers then.
    pub async fn send_until(&mut self, app: &App, instant: &str) {
        go_to(app, instant);
        self.send(app).await;
    }
}
