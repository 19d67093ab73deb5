//! What a month costs: from the numbers of a customer's servers to invoice lines that explain themselves
//! (B2, B3, B4, B6), and to the corrections that late readings make necessary (B7).
//!
//! Pure: the invoice run, the forecast on the portal, the bill calculator and `hostler replay` all call [`lines`].

mod correct;
mod model;
mod rules;
#[cfg(test)]
mod tests;

pub use correct::corrections;
pub use model::{
    Because, Kind, Line, ProductUsers, ServerMonth, Unbillable, Unit, UsersOfMonth, in_invoice_order,
};
pub use rules::lines;
