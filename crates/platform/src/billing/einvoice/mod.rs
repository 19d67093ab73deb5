//! Electronic invoices (B9): the stored document as EN 16931 knows an invoice, checked against the standard's rules
//! before it is issued, and written as UBL 2.1, as UN/CEFACT CII, and as a PDF/A-3 with the CII inside (Factur-X,
//! ZUGFeRD). The document is the only source: what the XML says, the page and the paper say too.

mod lines;
mod model;
pub mod pages;
pub mod routes;
mod rules;
#[cfg(test)]
mod tests;

pub use model::model;
pub use rules::{Checked, EinvoiceRefused};

use crate::app::App;
use crate::billing::invoices::{Document, DocumentKind, Voice};
use en16931::{En16931, Validated};
use en16931_formats::Syntax;
use en16931_formats::zugferd::{EmbedError, EmbedOptions, Metadata, embed};
use hostler_kit::ui::{Lang, Words};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Whether a document keeps every rule of EN 16931.
///
/// # Errors
/// The first rule that it breaks, and how many more.
pub fn check(app: &App, document: &Document) -> Result<Checked, EinvoiceRefused> {
    let words = words(app, document);
    rules::checked(&model(document, &voice(app, document, &words)))
}

/// Every rule of EN 16931 that a document breaks, each by itself; none: it may be issued.
pub fn broken(app: &App, document: &Document) -> Vec<EinvoiceRefused> {
    let words = words(app, document);
    rules::broken(&model(document, &voice(app, document, &words)))
}

/// A document as UBL 2.1: an `Invoice` or a `CreditNote`.
///
/// # Errors
/// It breaks a rule, as documents of before may.
pub fn ubl(app: &App, document: &Document) -> Result<String, EinvoiceRefused> {
    Ok(en16931_formats::write(&proven(app, document)?, Syntax::Ubl).xml)
}

/// A document as UN/CEFACT CII (D16B).
///
/// # Errors
/// It breaks a rule, as documents of before may.
pub fn cii(app: &App, document: &Document) -> Result<String, EinvoiceRefused> {
    Ok(en16931_formats::write(&proven(app, document)?, Syntax::Cii).xml)
}

/// What goes into a document's PDF: its CII, and what the file says of itself.
pub struct Inlay {
    proof: Validated<En16931>,
    options: EmbedOptions,
}

/// What goes into a document's PDF; none of a document of before these rules that breaks one.
pub fn inlay(app: &App, document: &Document) -> Option<Inlay> {
    let proof = proven(app, document).ok()?;
    let words = words(app, document);
    let title = match document.kind {
        DocumentKind::CreditNote => words.t("paper-credit"),
        DocumentKind::Month | DocumentKind::Order => words.t("paper-invoice"),
    };
    let title = format!("{title} {}", document.number);
    let author = document.provider.name.clone();
    let options = EmbedOptions {
        metadata: Some(Metadata { subject: format!("{title}, {author}"), title, author }),
        modified: Some(midnight(document)),
        ..EmbedOptions::default()
    };
    Some(Inlay { proof, options })
}

impl Inlay {
    /// The PDF/A-3 with it inside.
    ///
    /// # Errors
    /// The PDF is none that an invoice can be put into: a mistake of this program.
    pub fn into_pdf(self, pdf: &[u8]) -> Result<Vec<u8>, EmbedError> {
        embed(pdf, &self.proof, &self.options)
    }
}

/// The beginning of the document's day: the same document gives the same file whenever it is made.
fn midnight(document: &Document) -> SystemTime {
    let noon = document.date.at(0, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC);
    let seconds = noon.map_or(0, |noon| noon.timestamp().as_second());
    SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap_or_default())
}

fn proven(app: &App, document: &Document) -> Result<Validated<En16931>, EinvoiceRefused> {
    let words = words(app, document);
    let invoice = model(document, &voice(app, document, &words));
    Validated::new(invoice).map_err(|rejected| EinvoiceRefused::of(rejected.report()))
}

fn words(app: &App, document: &Document) -> Arc<Words> {
    app.languages.of(Lang::parse(&document.language).unwrap_or(Lang::En))
}

fn voice<'a>(app: &'a App, document: &'a Document, words: &'a Words) -> Voice<'a> {
    Voice { words, zone: app.zone(), currency: &document.currency }
}
