//! What the rules of EN 16931 say of a document.

use en16931::{Finding, Invoice, ValidationReport, profiles};
use hostler_kit::http::{Args, Kind, Refuse};
use thiserror::Error;

/// That a document keeps the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// How many rules were looked at.
    pub rules: usize,
    /// Hints that keep no document from being issued.
    pub hints: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EinvoiceRefused {
    #[error("{rule}: {words}; {more} more")]
    Broken {
        /// Such as `BR-CO-10`.
        rule: String,
        /// Where it is broken, by the standard's terms, and the rule in the standard's own words.
        words: String,
        more: usize,
    },
}

impl EinvoiceRefused {
    pub(super) fn of(report: &ValidationReport) -> EinvoiceRefused {
        let mut fatal = report.fatal();
        let first = fatal.next().map(EinvoiceRefused::alone);
        let more = fatal.count();
        match first {
            Some(EinvoiceRefused::Broken { rule, words, .. }) => {
                EinvoiceRefused::Broken { rule, words, more }
            }
            None => EinvoiceRefused::Broken { rule: String::new(), words: String::new(), more },
        }
    }

    fn alone(finding: &Finding) -> EinvoiceRefused {
        let words = format!("{}: {}", finding.path, finding.message);
        EinvoiceRefused::Broken { rule: finding.rule.to_string(), words, more: 0 }
    }
}

impl Refuse for EinvoiceRefused {
    fn kind(&self) -> Kind {
        Kind::Conflict
    }

    fn code(&self) -> &'static str {
        "einvoice-broken"
    }

    fn args(&self) -> Args {
        let EinvoiceRefused::Broken { rule, words, more } = self;
        Args::from([("rule", rule.clone()), ("words", words.clone()), ("more", more.to_string())])
    }
}

pub(super) fn broken(invoice: &Invoice) -> Vec<EinvoiceRefused> {
    profiles::EN16931.validate(invoice).fatal().map(EinvoiceRefused::alone).collect()
}

pub(super) fn checked(invoice: &Invoice) -> Result<Checked, EinvoiceRefused> {
    let report = profiles::EN16931.validate(invoice);
    match report.is_valid() {
        true => Ok(Checked { rules: report.rules_checked(), hints: report.findings().len() }),
        false => Err(EinvoiceRefused::of(&report)),
    }
}
