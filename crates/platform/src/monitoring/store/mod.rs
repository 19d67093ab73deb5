//! What the watch keeps, in the database.

pub mod incidents;
pub mod standings;

type Result<T> = std::result::Result<T, sqlx::Error>;
