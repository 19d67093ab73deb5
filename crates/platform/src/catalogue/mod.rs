//! The catalogue: what this provider sells, by which rule users are counted, and what it costs from which day on.
//!
//! It is data, a TOML file. [`Catalogue::standard`] is the offer that comes with Hostler; [`Catalogue::load`] reads
//! another. A file that does not make sense is refused whole, with the line and what to do about it.

mod backups;
mod books;
mod debit;
mod decimal;
mod fallback;
mod licences;
mod model;
mod monitoring;
mod parse;
#[cfg(test)]
mod tests;
mod updates;

pub use backups::BackupTerms;
pub use books::{Chart, ChartAccount, CopyTo, ReminderLetter, ReminderStep};
pub use debit::{Booking, DebitTerms, First, Message};
pub use fallback::{FallbackTerms, WhileUp};
pub use licences::{
    AddOnOffer, AddOnPrice, Edition, LicenceOffer, NoLicencePrice, PriceClass, PriceList, Tariff, Variant,
};
pub use model::{
    Catalogue, CatalogueError, Combination, Dated, NoPrice, Percent, Price, Product, Provider, Seller,
    Storage, Vat,
};
pub use monitoring::{MonitoringTerms, StatusPage};
pub use updates::UpdateTerms;

use std::path::Path;

/// The name under which problems of the built-in offer are told.
pub const STANDARD_NAME: &str = "catalogue/offer.toml";
/// The text of the built-in offer.
pub const STANDARD: &str = include_str!("../../../../catalogue/offer.toml");

impl Catalogue {
    /// The offer that comes with Hostler.
    pub fn standard() -> Catalogue {
        Catalogue::parse(STANDARD_NAME, STANDARD).expect("the built-in offer is checked by a test")
    }

    /// Reads a catalogue from a file.
    ///
    /// # Errors
    /// The file cannot be read, or what it says does not make sense: the first problem with its line.
    pub fn load(path: &Path) -> Result<Catalogue, CatalogueError> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| CatalogueError {
            file: name.clone(),
            line: None,
            problem: format!("the catalogue cannot be read ({error})"),
            remedy: "give the path of a readable TOML file".into(),
        })?;
        Catalogue::parse(&name, &text)
    }

    /// Reads a catalogue from text; `file` is the name that errors give.
    ///
    /// # Errors
    /// What it says does not make sense: the first problem with its line.
    pub fn parse(file: &str, text: &str) -> Result<Catalogue, CatalogueError> {
        Catalogue::check(file, text).map_err(first)
    }

    /// The same, with every problem that can be seen at once, in the order of the text.
    ///
    /// # Errors
    /// What it says does not make sense; at least one problem.
    pub fn check(file: &str, text: &str) -> Result<Catalogue, Vec<CatalogueError>> {
        parse::catalogue(text).map_err(|problems| problems.in_file(file, text))
    }
}

fn first(problems: Vec<CatalogueError>) -> CatalogueError {
    problems.into_iter().next().expect("what is refused has a problem")
}
