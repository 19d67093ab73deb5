//! What both programs stand on: money, time and ids; database, jobs and HTTP; the design system and its words.

pub mod check;
pub mod db;
pub mod http;
pub mod id;
pub mod jobs;
pub mod money;
pub mod random;
pub mod secret;
pub mod time;
pub mod tls;
pub mod ui;
