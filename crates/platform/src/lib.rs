//! The provider's side of Hostler, in the order of the business.

pub mod billing;
pub mod catalogue;
pub mod metering;
