//! Mandates, debits, batches and answers in the database.

pub mod batches;
pub mod debits;
pub mod mandates;

type Result<T> = std::result::Result<T, sqlx::Error>;
