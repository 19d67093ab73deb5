//! What differs between the two engines. Everything else is one text of SQL for both.

use std::path::Path;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub(super) fn of(url: &str) -> Option<Engine> {
        match url.split_once(':')?.0 {
            "sqlite" => Some(Engine::Sqlite),
            "postgres" | "postgresql" => Some(Engine::Postgres),
            _ => None,
        }
    }

    /// The URL that the driver takes: a SQLite file is made if it is missing.
    pub(super) fn connect_url(self, url: &str) -> String {
        match self {
            Engine::Sqlite if !url.contains('?') => format!("{url}?mode=rwc"),
            _ => url.to_string(),
        }
    }

    /// False where there is certainly no database yet.
    pub(super) fn may_exist(self, url: &str) -> bool {
        self.file(url).is_none_or(Path::exists)
    }

    /// Where a SQLite database lies.
    pub(super) fn file(self, url: &str) -> Option<&Path> {
        match self {
            Engine::Sqlite => {
                let path = url.trim_start_matches("sqlite:").split('?').next().unwrap_or_default();
                Some(Path::new(path.trim_start_matches("//")))
            }
            Engine::Postgres => None,
        }
    }

    pub(super) fn is_missing_table(self, error: &sqlx::Error) -> bool {
        let sqlx::Error::Database(error) = error else { return false };
        match self {
            Engine::Sqlite => error.message().contains("no such table"),
            Engine::Postgres => error.code().as_deref() == Some("42P01"),
        }
    }

    /// Connections for writing and for reading: SQLite takes one writer at a time.
    pub(super) fn writers(self) -> u32 {
        match self {
            Engine::Sqlite => 1,
            Engine::Postgres => 8,
        }
    }

    pub(super) fn readers(self) -> u32 {
        8
    }

    /// Statements after which a table's `columns` cannot be changed and its rows cannot be deleted; none of them does
    /// harm a second time.
    pub(super) fn protect(self, table: &str, columns: &str) -> Vec<String> {
        let words = format!("{table}: what is written here stays as it is");
        let on = |event: &str| format!("BEFORE {event} ON {table}");
        let events = [("alter", on(&format!("UPDATE OF {columns}"))), ("delete", on("DELETE"))];
        match self {
            Engine::Sqlite => {
                let trigger = |(name, event): (&str, String)| {
                    format!(
                        "CREATE TRIGGER IF NOT EXISTS {table}_never_{name} {event} \
                         BEGIN SELECT RAISE(ABORT, '{words}'); END"
                    )
                };
                events.map(trigger).into()
            }
            Engine::Postgres => {
                let refuse = format!(
                    "CREATE OR REPLACE FUNCTION {table}_never() RETURNS trigger LANGUAGE plpgsql AS \
                     $$ BEGIN RAISE EXCEPTION '{words}'; END $$"
                );
                let trigger = |(name, event): (&str, String)| {
                    format!(
                        "CREATE OR REPLACE TRIGGER {table}_never_{name} {event} \
                         FOR EACH ROW EXECUTE FUNCTION {table}_never()"
                    )
                };
                [refuse].into_iter().chain(events.map(trigger)).collect()
            }
        }
    }

    /// How a writing transaction begins: SQLite takes the write lock at once, so it cannot fail half way.
    pub(super) fn begin(self) -> &'static str {
        match self {
            Engine::Sqlite => "BEGIN IMMEDIATE",
            Engine::Postgres => "BEGIN",
        }
    }

    pub(super) fn on_connect(self) -> &'static [&'static str] {
        match self {
            Engine::Sqlite => &[
                "PRAGMA journal_mode = WAL",
                "PRAGMA synchronous = FULL",
                "PRAGMA foreign_keys = ON",
                "PRAGMA busy_timeout = 15000",
                // 16 MiB of pages for each connection, instead of 2.
                "PRAGMA cache_size = -16384",
            ],
            Engine::Postgres => &["SET TIME ZONE 'UTC'"],
        }
    }
}
