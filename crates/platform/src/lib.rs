//! The provider's side: customers order hosted servers, the platform brings them about, counts and bills.

pub mod accounts;
pub mod alone;
pub mod api;
pub mod app;
pub mod authority;
pub mod backup;
pub mod billing;
pub mod catalogue;
pub mod certificates;
pub mod doctor;
pub mod drivers;
pub mod events;
pub mod fallback;
pub mod inbox;
pub mod licences;
pub mod mail;
pub mod metering;
pub mod monitoring;
pub mod orders;
pub mod portal;
pub mod releases;
pub mod servers;
pub mod shop;
pub mod signing;
pub mod staff;
#[cfg(test)]
pub mod testing;
pub mod up;
pub mod updates;
pub mod web;
pub mod webhooks;
pub mod words;
