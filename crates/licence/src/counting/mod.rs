//! Who counts as a user: the number that a customer pays for, hosted by the month (B1) or licensed ahead (P9).
//!
//! A [`CountingRule`] is data from the catalogue, one per product and way of holding it, with its version and its
//! source. [`count`] applies it and says for each item why it counts or is free; [`admit`] refuses what would go
//! past a licensed number. Both are pure: the appliance, the platform and a customer's auditor get the same answer.

mod model;
mod rules;
#[cfg(test)]
mod tests;

pub use model::{
    Basis, Count, Counted, CountingRule, Free, Holding, Item, Kind, Limit, LimitReached, Source, Treatment,
    WayOut, WhyCounted, WhyFree,
};
pub use rules::{admit, count, judge};
