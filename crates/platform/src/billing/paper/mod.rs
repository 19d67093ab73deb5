//! Invoices on paper (B9's page, B11): a PDF/A-3b from the stored document alone, in the customer's language.
//!
//! What the customer typed goes in as data (`data.json`), never as markup. Fonts and template are read once.

mod data;
#[cfg(test)]
mod tests;

use crate::app::App;
use crate::billing::einvoice;
use crate::billing::invoices::Document;
use hostler_kit::http::Fault;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_kit::fonts::FontStore;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

#[derive(Debug, Clone, thiserror::Error)]
#[error("the invoice cannot be set: {0}")]
pub struct PaperError(String);

/// The document as PDF, off the threads that answer requests.
pub async fn set(app: &App, document: &Document) -> Result<Vec<u8>, Fault> {
    let (data, inlay) = (data::of(app, document), einvoice::inlay(app, document));
    let document = document.clone();
    app.blocking(move || pressed((data, inlay), &document)).await.map_err(Fault::broken)
}

/// The document as PDF with its XML inside (Factur-X, ZUGFeRD). Takes some ten milliseconds of a core: run it off the async threads.
///
/// # Errors
/// The template and the data do not fit together: a mistake of this program.
pub fn pdf(app: &App, document: &Document) -> Result<Vec<u8>, PaperError> {
    pressed((data::of(app, document), einvoice::inlay(app, document)), document)
}

/// What stands on the paper, in the words of its customer's language: JSON, as the template takes it.
pub fn sheet(app: &App, document: &Document) -> String {
    data::of(app, document)
}

/// A document of before the rules of EN 16931 that breaks one has no inlay.
fn pressed(
    (data, inlay): (String, Option<einvoice::Inlay>),
    document: &Document,
) -> Result<Vec<u8>, PaperError> {
    let pdf = printed(data, document)?;
    match inlay {
        Some(inlay) => inlay.into_pdf(&pdf).map_err(|error| PaperError(error.to_string())),
        None => Ok(pdf),
    }
}

fn printed(data: String, document: &Document) -> Result<Vec<u8>, PaperError> {
    let sheet = Sheet { data: Bytes::from_string(data) };
    let pages: PagedDocument = typst::compile(&sheet).output.map_err(failed)?;
    let standards =
        PdfStandards::new(&[PdfStandard::A_3b]).map_err(|error| PaperError(error.message().to_string()))?;
    let date = Datetime::from_ymd(
        i32::from(document.date.year()),
        document.date.month().unsigned_abs(),
        document.date.day().unsigned_abs(),
    );
    let options = PdfOptions {
        ident: Smart::Custom(document.number.clone()),
        creator: Smart::Custom(Some("Hostler".into())),
        timestamp: date.map(Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&pages, &options).map_err(failed)?;
    typst::comemo::evict(20);
    Ok(bytes)
}

fn failed(errors: impl IntoIterator<Item = SourceDiagnostic>) -> PaperError {
    PaperError(errors.into_iter().map(|error| error.message.to_string()).collect::<Vec<_>>().join("; "))
}

/// What every invoice is set with.
struct Press {
    library: LazyHash<Library>,
    fonts: FontStore,
    template: Source,
    data: FileId,
}

static PRESS: LazyLock<Press> = LazyLock::new(|| {
    let mut fonts = FontStore::new();
    fonts.extend(typst_kit::fonts::embedded());
    let file = |name: &str| {
        let path = VirtualPath::new(name).expect("a plain name is a path");
        FileId::new(RootedPath::new(VirtualRoot::Project, path))
    };
    Press {
        library: LazyHash::new(Library::default()),
        fonts,
        template: Source::new(file("invoice.typ"), include_str!("invoice.typ").into()),
        data: file("data.json"),
    }
});

/// One invoice to be set.
struct Sheet {
    data: Bytes,
}

impl World for Sheet {
    fn library(&self) -> &LazyHash<Library> {
        &PRESS.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        PRESS.fonts.book()
    }

    fn main(&self) -> FileId {
        PRESS.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == PRESS.template.id() { Ok(PRESS.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == PRESS.data { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        PRESS.fonts.font(index)
    }

    /// Nothing on paper depends on the day on which it is printed.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
