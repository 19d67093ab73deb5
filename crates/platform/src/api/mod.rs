//! The description of the JSON API (W2): an OpenAPI document made from the code, served and shown, so that nobody has
//! to guess what a route takes and answers.
//!
//! Each part of the platform describes its own routes beside them, by a function `describe(api: &mut Api)` in the file
//! that routes them; `portal::describe` calls them all. A test holds document and routes against each other, another
//! pins `docs/openapi.json`.

mod document;
mod operation;
pub mod pages;

pub use document::Api;
pub use operation::{Operation, Who};
