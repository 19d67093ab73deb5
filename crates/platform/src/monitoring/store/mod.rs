//! What the watch keeps, in the database.

pub mod incidents;
pub mod loads;
pub mod maintenance;
pub mod standings;
pub mod targets;
pub mod vantages;

type Result<T> = std::result::Result<T, sqlx::Error>;
