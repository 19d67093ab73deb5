//! The quote (L1, L2, L4, L5, P10): what a wish costs today, to the cent, with the reason of every line. Pure: prices,
//! licence and day come in.
//!
//! What always holds, and is tested: packs cost the same together or one after the other on the same day; whoever
//! renews and adds users on one day pays the same in either order, but for the rounding of each line; and adding users
//! later never costs less than having bought them with the licence.

mod model;
mod price;
mod refused;
mod rules;
#[cfg(test)]
mod tests;

pub use model::{
    Held, Line, MoreUsers, NewLicence, Note, OneAddOn, Quote, Renewal, RenewalBy, Size, What, Wish,
};
pub use refused::QuoteRefused;
pub use rules::{MOST_USERS, MOST_YEARS, Market, add_ons_offered, quote, years_offered};
