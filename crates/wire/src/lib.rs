//! What the platform and its servers say to each other: the shapes of the usage journal, of a server's
//! bootstrap file, of its recipients, of console sign-in, of a server's report, of backups and of registration, and the
//! rules that both ends check
//! alike.
//!
//! Nothing here reads a clock, a file or the network, so either end can test the other's part.

pub mod backup;
pub mod bootstrap;
pub mod channel;
pub mod journal;
pub mod recipients;
pub mod registration;
pub mod report;
pub mod sign_in;
pub mod vantage;

pub use bootstrap::Bootstrap;
pub use journal::{Entry, What};
pub use report::Report;
pub use sign_in::SignIn;
