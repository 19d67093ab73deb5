//! The journeys of licences: a test or more for each paragraph of the price list, on the real parts (L1–L14, P1–P10).
//!
//! The vendor is a platform with its portal; the customer's machine is a fresh Debian with the real package, Postfix and
//! Dovecot in it, and asks the platform over a cable that can be pulled. Both clocks are moved together.

mod backups;
mod clock;
mod machine;
mod maintenance;
mod moving;
mod outage;
mod packs;
mod prices;
mod products;
mod registering;
mod releases;
mod town;
mod trial;
mod warnings;
