mod correct;
mod rules;

use super::{ServerMonth, UsersOfMonth};
use crate::metering::{StorageMonth, storage_of};
use hostler_kit::time::Month;

fn october() -> Month {
    "2026-10".parse().unwrap()
}

/// A server of `customer` with so many users all month and so many bytes stored on every day.
fn server((customer, name, product): (&str, &str, &str), users: i64, bytes: Option<i64>) -> ServerMonth {
    let storage = match bytes {
        Some(_) => storage_of(october(), bytes, &[], october().last_day()),
        None => StorageMonth::default(),
    };
    ServerMonth {
        customer: customer.into(),
        server: name.into(),
        product: product.into(),
        users: UsersOfMonth {
            peak: users,
            peak_at_ms: 1_790_805_600_000,
            carried_over: users,
            accounts: (0..users).map(|number| format!("{name}-{number:02}")).collect(),
        },
        storage,
    }
}
