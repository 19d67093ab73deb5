//! Why a file is not read as a statement, so that whoever sent it knows what to send instead.

use hostler_kit::http::{Args, Kind, Refuse};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatementRefused {
    #[error("the file is empty")]
    Empty,
    #[error("the file is larger than {most} MB")]
    TooLarge { most: usize },
    #[error("the file is an archive")]
    Archive,
    #[error("the file is neither camt.053 nor MT940")]
    Unknown,
    /// Another message of ISO 20022, such as `camt.054`.
    #[error("the file is a {message}, not a camt.053")]
    OtherMessage { message: String },
    #[error("line {line}: {why}")]
    Xml { line: usize, why: String },
    #[error("line {line}: a document type is declared")]
    Doctype { line: usize },
    #[error("line {line}: not written in UTF-8")]
    Charset { line: usize },
    #[error("line {line}: {field} is missing or cannot be read")]
    Field { line: usize, field: String },
    #[error("the bookings do not add up: {opening} and {booked} are not {closing}")]
    Sum { opening: String, booked: String, closing: String },
}

impl Refuse for StatementRefused {
    fn kind(&self) -> Kind {
        match self {
            StatementRefused::TooLarge { .. } => Kind::TooLarge,
            _ => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            StatementRefused::Empty => "statement-empty",
            StatementRefused::TooLarge { .. } => "statement-too-large",
            StatementRefused::Archive => "statement-archive",
            StatementRefused::Unknown => "statement-unknown",
            StatementRefused::OtherMessage { .. } => "statement-other-message",
            StatementRefused::Xml { .. } => "statement-xml",
            StatementRefused::Doctype { .. } => "statement-doctype",
            StatementRefused::Charset { .. } => "statement-charset",
            StatementRefused::Field { .. } => "statement-field",
            StatementRefused::Sum { .. } => "statement-sum",
        }
    }

    fn field(&self) -> Option<&'static str> {
        Some("file")
    }

    fn args(&self) -> Args {
        let line = |line: &usize| ("line", line.to_string());
        match self {
            StatementRefused::TooLarge { most } => Args::from([("most", most.to_string())]),
            StatementRefused::OtherMessage { message } => Args::from([("message", message.clone())]),
            StatementRefused::Xml { line: at, why } => Args::from([line(at), ("why", why.clone())]),
            StatementRefused::Doctype { line: at } | StatementRefused::Charset { line: at } => {
                Args::from([line(at)])
            }
            StatementRefused::Field { line: at, field } => Args::from([line(at), ("field", field.clone())]),
            StatementRefused::Sum { opening, booked, closing } => Args::from([
                ("opening", opening.clone()),
                ("booked", booked.clone()),
                ("closing", closing.clone()),
            ]),
            _ => Args::new(),
        }
    }
}
