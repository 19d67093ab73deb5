//! The shop for licences.

pub mod quote;
