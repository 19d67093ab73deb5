//! What pages and API of every part stand on: who is signed in, forms, the frame of a page, refusals in words.

pub mod faults;
pub mod form;
pub mod frame;
pub mod sign_in;
pub mod words;

pub use form::{Accept, Checked};
pub use frame::Frame;
pub use sign_in::Visitor;
