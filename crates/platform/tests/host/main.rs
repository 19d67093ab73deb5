//! The host driver on the real thing: containers, control groups, bridge and packet filter (H4).
//!
//! Needs root, systemd-nspawn, nftables and the Connect image; without one of them the tests fail and say which.

mod contract;
mod isolation;
mod life;
mod rig;
