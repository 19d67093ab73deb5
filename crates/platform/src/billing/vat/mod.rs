//! VAT (B9): which country's VAT stands on an invoice and why, whether a VAT number is one, and what the EU's register
//! (VIES) says of it.

mod model;

pub use model::Category;
