//! The maintenance ledger: what all the keys of one licence add up to (L1–L6).
//!
//! A licence is a set of redeemed grants and the day on which it was registered; everything else is computed from
//! that set: users, add-ons, the last day of maintenance. So the order in which keys are redeemed cannot matter, a
//! key redeemed twice changes nothing, and no step exists in which an add-on has another number of users than its
//! licence (P10): what does not add up is refused whole (D14).

mod model;
mod pro_rata;
#[cfg(test)]
mod tests;

pub use model::{Because, Grant, GrantKind, Ledger, Redeemed, Refused};
pub use pro_rata::{Part, ProRata, pro_rata};

use crate::counting::{AddOn, check_add_ons};
use crate::file::Maintenance;
use jiff::Span;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Years of maintenance that a new licence comes with (L2).
pub const FIRST_YEARS: i64 = 1;

impl Ledger {
    /// Redeems grants, all of them or none. Those that are in already change nothing.
    ///
    /// # Errors
    /// Why they do not fit this licence or each other; the ledger is as it was.
    pub fn redeem(&self, grants: &[Grant], today: Date) -> Result<Ledger, Refused> {
        let mut ledger = self.clone();
        for grant in grants.iter().filter(|grant| !self.has(&grant.key)) {
            if !ledger.has(&grant.key) {
                ledger.redeemed.push(Redeemed { grant: grant.clone(), on: today });
            }
        }
        ledger.check()?;
        Ok(ledger)
    }

    /// Starts maintenance on the day of registration; a second registration changes nothing (L2).
    pub fn register(&self, today: Date) -> Ledger {
        Ledger { registered: self.registered.or(Some(today)), ..self.clone() }
    }

    pub fn has(&self, key: &str) -> bool {
        self.redeemed.iter().any(|one| one.grant.key == key)
    }

    /// The grant that all others are added to.
    pub fn base(&self) -> Option<&Grant> {
        self.grants().find(|grant| grant.kind == GrantKind::Base)
    }

    pub fn users(&self) -> i64 {
        self.grants().map(|grant| grant.users).sum()
    }

    /// Every add-on with its number of users, which is the licence's.
    pub fn add_ons(&self) -> Vec<AddOn> {
        let mut numbers: BTreeMap<&str, i64> = BTreeMap::new();
        for (id, users) in self.grants().flat_map(|grant| &grant.add_ons) {
            *numbers.entry(id).or_default() += users;
        }
        numbers.into_iter().map(|(id, users)| AddOn { id: id.to_string(), users }).collect()
    }

    /// From the day of registration for as many years as were bought. A renewal goes on from the old last day, whenever
    /// it is redeemed: no gap is given away and no day lost (D7). None before the registration.
    pub fn maintenance(&self, zone: &str) -> Option<Maintenance> {
        let first_day = self.registered?;
        let years = FIRST_YEARS + self.grants().map(|grant| grant.years).sum::<i64>();
        Some(Maintenance { first_day, last_day: last_day(first_day, years), zone: zone.to_string() })
    }

    /// Every number and date of the licence with where it comes from, in the order of redemption.
    pub fn explain(&self) -> Vec<Because> {
        let mut told = Vec::new();
        let (mut users, mut years) = (0, FIRST_YEARS);
        for Redeemed { grant, on } in &self.redeemed {
            users += grant.users;
            let (key, on) = (grant.key.clone(), *on);
            if grant.users > 0 {
                told.push(Because::Users { key: key.clone(), on, added: grant.users, users });
            }
            for (add_on, added) in &grant.add_ons {
                let add_on = add_on.clone();
                told.push(Because::AddOn { key: key.clone(), on, add_on, added: *added });
            }
            if let Some(first_day) = self.registered.filter(|_| grant.kind == GrantKind::Base) {
                told.push(Because::Registered { on: first_day, last_day: last_day(first_day, FIRST_YEARS) });
            }
            if grant.years > 0 {
                years += grant.years;
                let last_day = self.registered.map(|first_day| last_day(first_day, years));
                told.push(Because::Renewed { key, on, years: grant.years, last_day });
            }
        }
        told
    }

    fn grants(&self) -> impl Iterator<Item = &Grant> {
        self.redeemed.iter().map(|one| &one.grant)
    }

    fn check(&self) -> Result<(), Refused> {
        let bases = self.grants().filter(|grant| grant.kind == GrantKind::Base).count();
        if bases > 1 {
            return Err(Refused::SecondBase);
        }
        let base = self.base().ok_or(Refused::NoBase)?;
        for grant in self.grants() {
            grant.goes_with(base)?;
        }
        let users = self.users();
        check_add_ons(users, &self.add_ons()).map_err(|differ| {
            let AddOn { id, users: found } = differ.first();
            Refused::AddOnUsers { add_on: id, found, users }
        })
    }
}

/// The last day of so many years from a first day. Every year is counted from the first day itself, so that a licence
/// of 29 February loses no day over the years.
fn last_day(first_day: Date, years: i64) -> Date {
    let after = year(first_day, years);
    after.yesterday().unwrap_or(after)
}

/// The day on which the year of this number begins, from 0.
fn year(first_day: Date, number: i64) -> Date {
    first_day.checked_add(Span::new().years(number)).unwrap_or(Date::MAX)
}

/// Years that a renewal needs so that maintenance holds today again, at least one (D7).
pub fn years_to_cover(maintenance: &Maintenance, today: Date) -> i64 {
    let bought = years_between(maintenance);
    (1..).find(|more| last_day(maintenance.first_day, bought + more) >= today).unwrap_or(1)
}

fn years_between(maintenance: &Maintenance) -> i64 {
    (1..).find(|years| last_day(maintenance.first_day, *years) >= maintenance.last_day).unwrap_or(1)
}

/// The last day after a renewal by so many years.
pub fn renewed(maintenance: &Maintenance, years: i64) -> Date {
    last_day(maintenance.first_day, years_between(maintenance) + years)
}
