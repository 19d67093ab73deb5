//! What both programs stand on.

pub mod ui;
