//! A line for each transfer, with both accounts by their numbers (RFC 4180).

use super::super::store::{self, ExportLine};
use super::{Extent, decimal};
use axum::body::Bytes;
use futures_util::Stream;
use futures_util::stream::{self, StreamExt, try_unfold};
use std::sync::Arc;

const HEAD: &str = "entry,date,kind,subject,customer,customer_name,words,line,debit,debit_number,debit_name,credit,\
                    credit_number,credit_name,amount,currency\r\n";

pub fn parts(extent: Arc<Extent>) -> impl Stream<Item = Result<Bytes, sqlx::Error>> {
    let head = stream::once(async { Ok(Bytes::from_static(HEAD.as_bytes())) });
    let rows = try_unfold((0, 0), move |(at, after)| next(extent.clone(), at, after));
    head.chain(rows)
}

type Next = Option<(Bytes, (usize, i64))>;

/// The part after an entry's number in a year, or the first one of the next year.
async fn next(extent: Arc<Extent>, mut at: usize, mut after: i64) -> Result<Next, sqlx::Error> {
    while let Some(bound) = extent.bounds.get(at) {
        match store::part(&extent.app.db, (bound, &extent.days), "", after).await? {
            None => (at, after) = (at + 1, 0),
            Some((last, lines)) if lines.is_empty() => after = last,
            Some((last, lines)) => return Ok(Some((written(&extent, &bound.year, &lines)?, (at, last)))),
        }
    }
    Ok(None)
}

fn written(extent: &Extent, year: &str, lines: &[ExportLine]) -> Result<Bytes, sqlx::Error> {
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    for line in lines {
        writer
            .write_record(record(extent, year, line))
            .map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    }
    let bytes = writer.into_inner().map_err(|error| sqlx::Error::Protocol(error.to_string()))?;
    Ok(Bytes::from(bytes))
}

fn record(extent: &Extent, year: &str, line: &ExportLine) -> [String; 16] {
    let catalogue = &extent.app.catalogue;
    let chart = |account: &str| {
        let found = catalogue.chart.of(account);
        found.map_or((account.to_string(), account.to_string()), |own| (own.number.clone(), own.name.clone()))
    };
    let ((debit, debit_name), (credit, credit_name)) = (chart(&line.debit), chart(&line.credit));
    [
        format!("{year}-{}", line.number),
        line.date.clone(),
        line.kind.clone(),
        line.subject.clone(),
        line.customer_id.clone(),
        harmless(&line.customer_name),
        harmless(&line.words),
        line.line.to_string(),
        line.debit.clone(),
        debit,
        debit_name,
        line.credit.clone(),
        credit,
        credit_name,
        decimal(line.amount_minor),
        catalogue.provider.currency.clone(),
    ]
}

/// What people wrote must not become a formula in a spreadsheet.
fn harmless(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.to_string(),
    }
}
