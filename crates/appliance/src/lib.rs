//! The product's side: what runs inside one customer's server, on the provider's machines or on the customer's own.

pub mod engines;
pub mod server;
pub mod storage;
pub mod supervise;
