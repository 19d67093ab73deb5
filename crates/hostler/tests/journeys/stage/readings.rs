//! What the platform holds of a server's journal: read from its database, beside the running program.

use super::{Server, Stage};
use hostler_wire::{Entry, What};
use sqlx::{AnyConnection, Connection};

/// A row of `readings`.
#[derive(sqlx::FromRow)]
struct Row {
    number: i64,
    at_ms: i64,
    event: String,
    account: String,
    address: String,
    bytes: Option<i64>,
    previous: String,
    hash: String,
}

impl Stage {
    /// Entries, users now, and this month's peak.
    pub fn readings(&self, server: &Server) -> (i64, i64, i64) {
        self.query(async |mut database| {
            let entries = "SELECT COUNT(*) FROM readings WHERE server_id = $1";
            let meter = "SELECT users, peak FROM meters WHERE server_id = $1 ORDER BY month DESC LIMIT 1";
            let entries: i64 =
                sqlx::query_scalar(entries).bind(&server.id).fetch_one(&mut database).await.unwrap();
            let (users, peak) =
                sqlx::query_as(meter).bind(&server.id).fetch_one(&mut database).await.unwrap();
            (entries, users, peak)
        })
    }

    /// The last entry that the platform holds.
    pub fn last_entry(&self, server: &Server) -> Entry {
        let row: Row = self.query(async |mut database| {
            let last = "SELECT * FROM readings WHERE server_id = $1 ORDER BY number DESC LIMIT 1";
            sqlx::query_as(last).bind(&server.id).fetch_one(&mut database).await.unwrap()
        });
        let account = row.account;
        let what = match row.event.as_str() {
            "created" => What::Created { account, address: row.address },
            "deleted" => What::Deleted { account },
            "disabled" => What::Disabled { account },
            "enabled" => What::Enabled { account },
            _ => What::Storage { bytes: row.bytes.expect("a storage reading has bytes") },
        };
        let (server, number) = (server.id.clone(), row.number);
        Entry { server, number, at_ms: row.at_ms, what, previous: row.previous, hash: row.hash }
    }

    fn query<T>(&self, ask: impl AsyncFnOnce(AnyConnection) -> T) -> T {
        sqlx::any::install_default_drivers();
        let url = format!("sqlite:{}?mode=ro", self.data().join("platform.sqlite").display());
        self.runtime.block_on(async { ask(AnyConnection::connect(&url).await.unwrap()).await })
    }

    /// Changes the platform's database behind its back, about one row.
    pub fn write(&self, statement: &'static str, id: &str) {
        sqlx::any::install_default_drivers();
        let url = format!("sqlite:{}?mode=rw", self.data().join("platform.sqlite").display());
        self.runtime.block_on(async {
            let mut database = AnyConnection::connect(&url).await.unwrap();
            let done = sqlx::query(statement).bind(id).execute(&mut database).await.unwrap();
            assert_eq!(done.rows_affected(), 1, "{statement}");
        });
    }

    /// Staff stop a server, and it is stopped.
    pub fn stop_server(&self, server: &Server) {
        let page = format!("/staff/servers/{}/stop", server.id);
        let name = server.host.split('.').next().unwrap();
        let seen = self.staff.submit(&page, &page, &[("confirm", name)]);
        assert_eq!(seen.status, 200, "{}", seen.text);
        super::comes_to("the server to stop", 0, || server.processes().len());
    }
}
