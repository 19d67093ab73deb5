//! From what was metered to what is invoiced: pricing and the replay of any month.

pub mod pricing;
pub mod replay;
