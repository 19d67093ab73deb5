//! Who counts as a user: the number that a customer pays for, hosted by the month (B1) or licensed ahead (P9).
//!
//! A [`CountingRule`] is data from the catalogue, one per product and way of holding it, with its version and its
//! source. [`count`] applies it and says for each item why it counts or is free; [`admit`] refuses what would go
//! past a licensed number. All of it is pure: the appliance, the platform and a customer's auditor get the same
//! answer, and so does another language that passes the vectors in `crates/licence/vectors/counting`.
//!
//! Beside users: [`devices`] of a gateway's users, of which so many go into one user; [`count_extensions`] of a
//! telephone exchange; [`check_add_ons`] of a licence.

mod add_ons;
mod devices;
mod extensions;
mod limit;
mod model;
mod rule;
mod rules;
#[cfg(test)]
mod tests;

pub use add_ons::{AddOn, AddOnRule, AddOnStanding, AddOnsDiffer, Has, add_on_standing, check_add_ons};
pub use devices::{Binding, Bound, Device, SILENCE_MS, devices, is_bound};
pub use extensions::{
    Extension, ExtensionCount, ExtensionKind, ExtensionLimitReached, admit_extension, count_extensions,
    most_extensions,
};
pub use limit::{Limit, LimitReached, WayOut, admit, admit_number};
pub use model::{Count, Counted, Free, Item, Kind, WhyCounted, WhyFree};
pub use rule::{Basis, Citation, CountingRule, Holding, Source, Treatment, WrittenRule};
pub use rules::{count, judge, users_for, users_of};
