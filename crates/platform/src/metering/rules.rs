//! The peak of a month, one reading after the other.

use super::{Change, Event, MonthMeter, OutOfOrder, Reading, Roll, Taken};
use hostler_kit::time::Month;
use jiff::tz::TimeZone;
use std::hash::{BuildHasher, Hash};

impl MonthMeter {
    /// A month that begins with `users` accounts, after the reading `last_number` (0: none yet).
    pub fn open(month: Month, zone: &TimeZone, users: i64, last_number: i64) -> MonthMeter {
        let begins_ms = month.start_ms(zone);
        MonthMeter {
            month,
            begins_ms,
            ends_ms: month.end_ms(zone),
            carried_over: users,
            users,
            peak: users,
            peak_at_ms: begins_ms,
            peak_number: last_number,
            last_number,
        }
    }

    /// The month that this one hands its accounts to: any later one, for nothing happens in between.
    pub fn roll_to(&self, month: Month, zone: &TimeZone) -> MonthMeter {
        MonthMeter::open(month, zone, self.users, self.last_number)
    }

    /// Takes a change with constant work.
    ///
    /// # Errors
    /// The change is new but lies before the month.
    pub fn take(&mut self, number: i64, at_ms: i64, change: Change) -> Result<Taken, OutOfOrder> {
        if number <= self.last_number {
            return Ok(Taken::Repeated);
        }
        if at_ms >= self.ends_ms {
            return Ok(Taken::NextMonth);
        }
        if at_ms < self.begins_ms {
            return Err(OutOfOrder { number, month: self.month });
        }
        self.last_number = number;
        match change {
            Change::Created => self.users += 1,
            Change::Deleted => self.users -= 1,
        }
        if self.users > self.peak {
            self.peak = self.users;
            self.peak_at_ms = at_ms;
            self.peak_number = number;
        }
        Ok(Taken::Counted)
    }
}

/// One server's month from all its readings up to the month's end, in the order of their numbers. Later readings and
/// repeats do no harm. Also the accounts that exist after the last reading of the month.
pub fn month_of<A, S>(
    month: Month,
    zone: &TimeZone,
    readings: impl IntoIterator<Item = Reading<A>>,
) -> (MonthMeter, Roll<A, S>)
where
    A: Eq + Hash,
    S: BuildHasher + Default,
{
    let mut roll = Roll::default();
    let mut meter = MonthMeter::open(month, zone, 0, 0);
    let mut last = 0;
    for reading in readings {
        if reading.number <= last {
            continue;
        }
        if reading.at_ms >= meter.ends_ms {
            break;
        }
        last = reading.number;
        let change = roll.apply(reading.event, reading.account);
        if reading.at_ms < meter.begins_ms {
            let users = roll.users();
            (meter.carried_over, meter.users, meter.peak) = (users, users, users);
            (meter.peak_number, meter.last_number) = (last, last);
        } else if let Some(change) = change {
            let taken = meter.take(reading.number, reading.at_ms, change);
            debug_assert_eq!(taken, Ok(Taken::Counted), "the reading is new and lies in the month");
        }
    }
    (meter, roll)
}

/// The explanation of a peak (B6): the accounts that existed when it was reached, sorted. `readings` are the server's
/// from the first on, in the order of their numbers; those after the peak are not looked at.
pub fn accounts_at_peak<A, S>(meter: &MonthMeter, readings: impl IntoIterator<Item = Reading<A>>) -> Vec<A>
where
    A: Eq + Hash + Ord,
    S: BuildHasher + Default,
{
    let mut roll: Roll<A, S> = Roll::for_about(meter.peak);
    let mut last = 0;
    for reading in readings.into_iter().take_while(|reading| reading.number <= meter.peak_number) {
        if reading.number > last {
            last = reading.number;
            roll.apply(reading.event, reading.account);
        }
    }
    let mut accounts: Vec<A> = roll.into_accounts().collect();
    accounts.sort_unstable();
    accounts
}

impl Event {
    /// Whether the number of accounts can change by it.
    pub fn is_change(self) -> bool {
        matches!(self, Event::Created | Event::Deleted)
    }
}
