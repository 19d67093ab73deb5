//! How much a server stored in a month (B3, D4), in whole bytes.

use hostler_kit::time::Month;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Bytes of a GB.
pub const GB: i64 = 1_000_000_000;

/// The last reading of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayReading {
    /// In the provider's zone.
    pub day: Date,
    pub bytes: i64,
}

/// What a day of the month goes into the mean with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct StorageDay {
    pub day: Date,
    pub bytes: i64,
    /// Whether the day had a reading of its own; otherwise it takes the day before's.
    pub read: bool,
}

/// The days of a month that exist for storage: none before the server's first reading ever.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorageMonth {
    pub days: Vec<StorageDay>,
}

impl StorageMonth {
    /// Bytes × days: with the number of days, the mean as an exact fraction.
    pub fn byte_days(&self) -> i128 {
        self.days.iter().map(|day| i128::from(day.bytes)).sum()
    }

    /// The mean in whole bytes, a part of a byte taken as one, so that the GB billed follow from it exactly;
    /// `None` without a day.
    pub fn mean_bytes(&self) -> Option<i64> {
        let days = self.days.len() as i128;
        let mean = (days > 0).then(|| (self.byte_days() + days - 1).div_euclid(days));
        mean.map(|bytes| i64::try_from(bytes).unwrap_or(i64::MAX))
    }
}

/// The storage days of a month.
///
/// `before` is the last reading before the month, if there ever was one; `readings` are the month's, at most one per
/// day, in order; `through` is the last day that exists: the month's last day once it is over, today before that,
/// or the day on which the server ended.
pub fn storage_of(month: Month, before: Option<i64>, readings: &[DayReading], through: Date) -> StorageMonth {
    let mut days = Vec::new();
    let mut bytes = before;
    let mut readings = readings.iter().filter(|reading| reading.day >= month.first_day()).peekable();
    let last = through.min(month.last_day());
    for day in month.first_day().series(jiff::Span::new().days(1)).take_while(|day| *day <= last) {
        let own = readings.next_if(|reading| reading.day == day).map(|reading| reading.bytes);
        bytes = own.or(bytes);
        days.extend(bytes.map(|bytes| StorageDay { day, bytes, read: own.is_some() }));
    }
    StorageMonth { days }
}

/// GB to bill: what the mean exceeds the allowance by, each GB begun (B3, D4). The allowance is the month's users ×
/// what the catalogue includes per user, over the whole server.
pub fn extra_gb(storage: &StorageMonth, users: i64, included_bytes_per_user: i64) -> i64 {
    let allowance = i128::from(users) * i128::from(included_bytes_per_user);
    let beyond = i128::from(storage.mean_bytes().unwrap_or(0)) - allowance;
    if beyond <= 0 {
        return 0;
    }
    let gb = i128::from(GB);
    i64::try_from((beyond + gb - 1) / gb).unwrap_or(i64::MAX)
}
