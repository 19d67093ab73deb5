//! Statements, payments and what they were for in the database.

pub mod hints;
pub mod matches;
pub mod payments;
pub mod refunds;
pub mod statements;

pub(super) type Result<T> = std::result::Result<T, sqlx::Error>;
