//! Taking a server's journal (B7): whole deliveries that follow what is stored, each entry once.

use super::store::{self, Journal, Row};
use super::{Change, MonthMeter, OutOfOrder};
use crate::app::App;
use crate::servers::Server;
use hostler_kit::db::Tx;
use hostler_kit::http::{Args, Fault, Kind, Refuse};
use hostler_kit::time::{Month, day};
use hostler_wire::journal::{Acknowledgement, Delivery, Entry, GENESIS, MOST_ENTRIES, What};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// How far a server's clock may run ahead of the platform's.
pub const AHEAD_MS: i64 = 5 * 60_000;
/// Longest id or address of an account, in bytes (RFC 5321 4.5.3.1: 64 + 1 + 255).
const LONGEST: usize = 320;

/// Why a delivery was not taken. Nothing of it is stored then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JournalRefused {
    #[error("the entry {expected} is missing")]
    Gap { expected: i64 },
    #[error("entry {number} is stored with another hash")]
    Fork { number: i64 },
    #[error("entry {number} does not fit its hash, the one before it, or the form of an entry")]
    Broken { number: i64 },
    #[error("entry {number} belongs to another server")]
    Foreign { number: i64 },
    #[error("entry {number} lies in the future")]
    Future { number: i64 },
    #[error("a delivery has more than {MOST_ENTRIES} entries")]
    TooMany,
    #[error("the delivery is not JSON of the agreed form")]
    Malformed,
    #[error("the credential belongs to no server")]
    Credential,
}

impl Refuse for JournalRefused {
    fn kind(&self) -> Kind {
        match self {
            JournalRefused::Gap { .. } | JournalRefused::Fork { .. } => Kind::Conflict,
            JournalRefused::Broken { .. } | JournalRefused::Future { .. } | JournalRefused::Malformed => {
                Kind::Invalid
            }
            JournalRefused::Foreign { .. } => Kind::Forbidden,
            JournalRefused::TooMany => Kind::TooLarge,
            JournalRefused::Credential => Kind::SignInNeeded,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            JournalRefused::Gap { .. } => "journal-gap",
            JournalRefused::Fork { .. } => "journal-fork",
            JournalRefused::Broken { .. } => "journal-broken",
            JournalRefused::Foreign { .. } => "journal-foreign",
            JournalRefused::Future { .. } => "journal-future",
            JournalRefused::TooMany => "journal-too-many",
            JournalRefused::Malformed => "journal-malformed",
            JournalRefused::Credential => "journal-credential",
        }
    }

    fn args(&self) -> Args {
        match self {
            JournalRefused::Gap { expected } => Args::from([("expected", expected.to_string())]),
            JournalRefused::Fork { number }
            | JournalRefused::Broken { number }
            | JournalRefused::Foreign { number }
            | JournalRefused::Future { number } => Args::from([("number", number.to_string())]),
            JournalRefused::TooMany => Args::from([("most", MOST_ENTRIES.to_string())]),
            JournalRefused::Malformed | JournalRefused::Credential => Args::new(),
        }
    }
}

/// Stores what is new of a delivery, with its months and days, or nothing. A repeat changes nothing and is
/// acknowledged again.
pub async fn take(app: &App, server: &Server, delivery: &Delivery) -> Result<Acknowledgement, Fault> {
    let (entries, now_ms) = (&delivery.entries, app.now_ms());
    if entries.len() > MOST_ENTRIES {
        return Err(JournalRefused::TooMany.into());
    }
    let mut tx = app.db.begin().await?;
    let journal = store::lock(&mut tx, &server.id, now_ms).await?;
    let from = entries.first().map_or(0, |entry| entry.number);
    let stored = store::hashes(&mut tx, &server.id, from, MOST_ENTRIES as i64).await?;
    let fresh = check(entries, &journal, &stored, now_ms)?;
    if let Some(last) = fresh.last() {
        let mut month = Counting::open(&mut tx, server, app.zone()).await?;
        for entry in fresh {
            month.take(&mut tx, entry, now_ms).await?;
        }
        month.close(&mut tx).await?;
        store::advance(&mut tx, &server.id, last).await?;
    }
    tx.commit().await?;
    Ok(Acknowledgement { acknowledged: fresh.last().map_or(journal.last_number, |last| last.number) })
}

/// The entries that are new. `stored` are the hashes known of the delivery's numbers.
pub fn check<'a>(
    entries: &'a [Entry],
    journal: &Journal,
    stored: &BTreeMap<i64, String>,
    now_ms: i64,
) -> Result<&'a [Entry], JournalRefused> {
    let mut before: Option<&Entry> = None;
    for entry in entries {
        let number = entry.number;
        well_formed(entry, journal.server_id.as_str(), now_ms)?;
        match before {
            Some(before) if number > before.number + 1 => {
                return Err(JournalRefused::Gap { expected: journal.last_number + 1 });
            }
            Some(before) if !entry.follows(Some(before)) => return Err(JournalRefused::Broken { number }),
            _ => {}
        }
        if number <= journal.last_number {
            if stored.get(&number) != Some(&entry.hash) {
                return Err(JournalRefused::Fork { number });
            }
        } else if before.is_none_or(|before| before.number <= journal.last_number) {
            continues(entry, journal)?;
        }
        before = Some(entry);
    }
    let known = entries.partition_point(|entry| entry.number <= journal.last_number);
    Ok(&entries[known..])
}

/// Whether the first new entry follows the last one stored.
fn continues(entry: &Entry, journal: &Journal) -> Result<(), JournalRefused> {
    let number = entry.number;
    if number != journal.last_number + 1 {
        return Err(JournalRefused::Gap { expected: journal.last_number + 1 });
    }
    if entry.previous != journal.last_hash {
        let is_first = journal.last_number == 0;
        return Err(if is_first {
            JournalRefused::Broken { number }
        } else {
            JournalRefused::Fork { number }
        });
    }
    if entry.at_ms < journal.last_at_ms { Err(JournalRefused::Broken { number }) } else { Ok(()) }
}

fn well_formed(entry: &Entry, server: &str, now_ms: i64) -> Result<(), JournalRefused> {
    let number = entry.number;
    if entry.server != server {
        return Err(JournalRefused::Foreign { number });
    }
    let is_text = |text: &str| (1..=LONGEST).contains(&text.len()) && !text.contains(char::is_control);
    let values = match &entry.what {
        What::Created { account, address } => is_text(account) && is_text(address),
        What::Deleted { account } | What::Disabled { account } | What::Enabled { account } => {
            is_text(account)
        }
        What::Storage { bytes } => *bytes >= 0,
    };
    if !values || number < 1 || entry.at_ms < 0 || !entry.is_intact() {
        return Err(JournalRefused::Broken { number });
    }
    if entry.at_ms > now_ms + AHEAD_MS { Err(JournalRefused::Future { number }) } else { Ok(()) }
}

/// The month that a delivery is being counted into, and the storage days that it touches.
struct Counting<'a> {
    server: &'a Server,
    zone: &'a TimeZone,
    meter: Option<MonthMeter>,
    days: BTreeMap<Date, (i64, i64)>,
}

impl<'a> Counting<'a> {
    async fn open(tx: &mut Tx, server: &'a Server, zone: &'a TimeZone) -> Result<Counting<'a>, sqlx::Error> {
        let meter = store::newest_meter(tx, &server.id).await?;
        Ok(Counting { server, zone, meter, days: BTreeMap::new() })
    }

    /// Constant work for each entry: the accounts' table, the meter in memory, the entry's own row.
    async fn take(&mut self, tx: &mut Tx, entry: &Entry, now_ms: i64) -> Result<(), Fault> {
        let id = &self.server.id;
        let change = match &entry.what {
            What::Created { account, .. } => {
                store::add_account(tx, id, account).await?.then_some(Change::Created)
            }
            What::Deleted { account } => {
                store::remove_account(tx, id, account).await?.then_some(Change::Deleted)
            }
            What::Disabled { .. } | What::Enabled { .. } => None,
            What::Storage { bytes } => {
                self.days.insert(day(entry.at_ms, self.zone), (*bytes, entry.number));
                None
            }
        };
        if let Some(change) = change {
            self.count(tx, entry, change).await?;
        }
        let users = self.meter.map_or(0, |meter| meter.users);
        store::insert(tx, &Row { entry, users, received_at_ms: now_ms }).await?;
        Ok(())
    }

    async fn count(&mut self, tx: &mut Tx, entry: &Entry, change: Change) -> Result<(), Fault> {
        let month = Month::of(entry.at_ms, self.zone);
        let mut meter = match self.meter {
            None => MonthMeter::open(month, self.zone, 0, 0),
            Some(meter) if meter.month < month => {
                store::save_meter(tx, &self.server.id, &meter).await?;
                meter.roll_to(month, self.zone)
            }
            Some(meter) => meter,
        };
        meter.take(entry.number, entry.at_ms, change).map_err(|error: OutOfOrder| Fault::broken(error))?;
        self.meter = Some(meter);
        Ok(())
    }

    async fn close(self, tx: &mut Tx) -> Result<(), sqlx::Error> {
        if let Some(meter) = &self.meter {
            store::save_meter(tx, &self.server.id, meter).await?;
        }
        for (day, (bytes, number)) in self.days {
            store::save_day(tx, &self.server.id, day, (bytes, number)).await?;
        }
        Ok(())
    }
}

impl Journal {
    /// Of a server that has sent nothing yet.
    pub fn empty(server: &Server) -> Journal {
        Journal {
            server_id: server.id.clone(),
            last_number: 0,
            last_hash: GENESIS.into(),
            last_at_ms: 0,
            heard_at_ms: 0,
        }
    }
}
