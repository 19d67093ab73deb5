//! The Dutch XML auditfile, version 3.2 (XmlAuditfileFinancieel3.2.xsd of the Belastingdienst): header, company,
//! customers, accounts, periods, opening balance and transactions.
//!
//! Each transfer is a debit line and a credit line. Entries stand in three journals: sales (invoices and credit
//! notes), bank (what moved on the bank account) and memo (the rest).

use super::super::model::{Nature, TrialBalance};
use super::super::rules::trial_balance;
use super::super::store::{self, Bound, ExportCustomer, ExportLine};
use super::{Extent, decimal};
use axum::body::Bytes;
use futures_util::Stream;
use futures_util::stream::{self, BoxStream, StreamExt, try_unfold};
use hostler_kit::time::day;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

/// Name in the database, id in the file, what it is called, its type.
const JOURNALS: [(&str, &str, &str, &str); 3] = [
    ("sales", "VRK", "Verkoopboek", "S"),
    ("bank", "BNK", "Bankboek", "B"),
    ("memo", "MEM", "Memoriaal", "M"),
];

type Part = Result<Bytes, sqlx::Error>;

pub async fn parts(extent: Arc<Extent>) -> Result<impl Stream<Item = Part>, sqlx::Error> {
    let bound = extent.bounds.first().cloned();
    let bound = bound.unwrap_or(Bound { year: extent.days.from[..4].to_string(), last_number: 0 });
    let sums = store::sums(&extent.app.db, &extent.days).await?;
    let catalogue = &extent.app.catalogue;
    let balance = trial_balance(sums, extent.span, (&catalogue.chart, &catalogue.provider.currency));
    let (transfers, total) = store::totals(&extent.app.db, &bound, &extent.days).await?;
    let mut streams: Vec<BoxStream<'static, Part>> = vec![
        text(head(&extent)),
        text("<customersSuppliers>".into()),
        customers(extent.clone(), bound.clone()).boxed(),
        text(format!("</customersSuppliers>{}", books(&extent, &balance))),
        text(format!("<transactions>{}", sums_of(transfers.saturating_mul(2), (total, total)))),
    ];
    for journal in JOURNALS {
        let (_, id, name, kind) = journal;
        let begin = format!("<journal>{}{}{}", el("jrnID", id), el("desc", name), el("jrnTp", kind));
        streams.extend([
            text(begin),
            journal_parts(extent.clone(), bound.clone(), journal.0).boxed(),
            text("</journal>".into()),
        ]);
    }
    streams.push(text("</transactions></company></auditfile>\n".into()));
    Ok(stream::iter(streams).flatten())
}

fn text(text: String) -> BoxStream<'static, Part> {
    stream::once(async { Ok(Bytes::from(text)) }).boxed()
}

/// An element with text.
fn el(name: &str, value: &str) -> String {
    format!("<{name}>{}</{name}>", escaped(value))
}

/// The same cut to what the schema allows; nothing for nothing.
fn short(name: &str, value: &str, most: usize) -> String {
    let cut: String = value.trim().chars().take(most).collect();
    if cut.is_empty() { String::new() } else { el(name, &cut) }
}

/// Text of XML 1.0: what cannot stand there at all is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}' => out.push(c),
            _ => {}
        }
    }
    out
}

fn sums_of(lines: i64, (debit, credit): (i64, i64)) -> String {
    let lines = el("linesCount", &lines.to_string());
    format!("{lines}{}{}", el("totalDebit", &decimal(debit)), el("totalCredit", &decimal(credit)))
}

fn head(extent: &Extent) -> String {
    let (app, days) = (&extent.app, &extent.days);
    let (provider, seller) = (&app.catalogue.provider, &app.catalogue.seller);
    let header = [
        el("fiscalYear", &days.from[..4]),
        el("startDate", &days.from),
        el("endDate", &days.to),
        el("curCode", &provider.currency),
        el("dateCreated", &day(app.now_ms(), app.zone()).to_string()),
        el("softwareDesc", "Hostler"),
        el("softwareVersion", env!("CARGO_PKG_VERSION")),
    ];
    let company = [
        short("companyIdent", &seller.register_number, 35),
        short("companyName", &provider.name, 999),
        el("taxRegistrationCountry", &provider.country),
        // The schema wants one; a provider without a number is told by its name.
        short("taxRegIdent", if seller.vat_number.is_empty() { "-" } else { &seller.vat_number }, 30),
        address((&seller.street, &seller.postcode, &seller.city, &provider.country)),
    ];
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<auditfile xmlns=\"http://www.auditfiles.nl/XAF/3.2\"><header>{}\
         </header><company>{}",
        header.concat(),
        company.concat()
    )
}

fn address((street, postcode, city, country): (&str, &str, &str, &str)) -> String {
    let parts = [
        short("streetname", street, 999),
        short("city", city, 50),
        short("postalCode", postcode, 10),
        short("country", country, 2),
    ];
    format!("<streetAddress>{}</streetAddress>", parts.concat())
}

fn customers(extent: Arc<Extent>, bound: Bound) -> impl Stream<Item = Part> {
    try_unfold(String::new(), move |after| {
        let (extent, bound) = (extent.clone(), bound.clone());
        async move {
            let part = store::customers(&extent.app.db, (&bound, &extent.days), &after).await?;
            let Some(last) = part.last() else { return Ok(None) };
            let after = last.id.clone();
            let text: String = part.iter().map(customer).collect();
            Ok(Some((Bytes::from(text), after)))
        }
    })
}

fn customer(customer: &ExportCustomer) -> String {
    let parts = [
        el("custSupID", ident(&customer.id)),
        short("custSupName", &customer.name, 50),
        short(
            "taxRegistrationCountry",
            if customer.vat_number.is_empty() { "" } else { &customer.country },
            2,
        ),
        short("taxRegIdent", &customer.vat_number, 30),
        el("custSupTp", "C"),
        address((&customer.street, &customer.postcode, &customer.city, &customer.country)),
    ];
    format!("<customerSupplier>{}</customerSupplier>", parts.concat())
}

/// An id without its prefix: the schema allows 35 characters.
fn ident(id: &str) -> &str {
    id.split_once('_').map_or(id, |(_, rest)| rest)
}

/// Accounts, periods and the opening balance.
fn books(extent: &Extent, balance: &TrialBalance) -> String {
    let mut opening: BTreeMap<&str, i64> = BTreeMap::new();
    for own in &balance.balances {
        *opening.entry(&own.number).or_default() += own.opening_minor;
    }
    opening.retain(|_, minor| *minor != 0);
    let debit: i64 = opening.values().filter(|minor| **minor > 0).sum();
    let credit: i64 = opening.values().filter(|minor| **minor < 0).map(|minor| -minor).sum();
    let lines: String =
        (1..).zip(&opening).map(|(nr, (number, minor))| opening_line(nr, number, *minor)).collect();
    let count = i64::try_from(opening.len()).unwrap_or(i64::MAX);
    let sums = sums_of(count, (debit, credit));
    format!(
        "<generalLedger>{}</generalLedger><periods>{}</periods><openingBalance>{}{sums}{lines}</openingBalance>",
        accounts(extent, balance),
        periods(extent),
        el("opBalDate", &extent.days.from),
    )
}

fn opening_line(nr: i64, number: &str, minor: i64) -> String {
    let parts = [
        el("nr", &nr.to_string()),
        el("accID", number),
        el("amnt", &decimal(minor.abs())),
        el("amntTp", if minor > 0 { "D" } else { "C" }),
    ];
    format!("<obLine>{}</obLine>", parts.concat())
}

/// The whole chart, and accounts of the balance that the chart does not know.
fn accounts(extent: &Extent, balance: &TrialBalance) -> String {
    let chart = &extent.app.catalogue.chart;
    let known =
        chart.accounts.iter().map(|line| (line.number.as_str(), line.name.as_str(), line.account.as_str()));
    let moved =
        balance.balances.iter().map(|own| (own.number.as_str(), own.name.as_str(), own.account.as_str()));
    let all: BTreeMap<&str, (&str, &str)> =
        moved.chain(known).map(|(number, name, account)| (number, (name, account))).collect();
    let rgs = |number: &str| {
        let line = chart.accounts.iter().find(|line| line.number == number);
        line.map_or("", |line| line.rgs.as_str())
    };
    let mut out = String::new();
    for (number, (name, account)) in all {
        let kind = if Nature::of(account) == Nature::Result { "P" } else { "B" };
        let parts = [
            el("accID", number),
            el("accDesc", name),
            el("accTp", kind),
            short("leadReference", rgs(number), 999),
        ];
        write!(out, "<ledgerAccount>{}</ledgerAccount>", parts.concat())
            .expect("writing into a string does not fail");
    }
    out
}

fn periods(extent: &Extent) -> String {
    let period = |month: hostler_kit::time::Month| {
        let parts = [
            el("periodNumber", &month.first_day().month().to_string()),
            el("periodDesc", &month.to_string()),
            el("startDatePeriod", &month.first_day().to_string()),
            el("endDatePeriod", &month.last_day().to_string()),
        ];
        format!("<period>{}</period>", parts.concat())
    };
    extent.span.months().into_iter().map(period).collect()
}

fn journal_parts(extent: Arc<Extent>, bound: Bound, journal: &'static str) -> impl Stream<Item = Part> {
    try_unfold(0, move |after| {
        let (extent, bound) = (extent.clone(), bound.clone());
        async move {
            let part = store::part(&extent.app.db, (&bound, &extent.days), journal, after).await?;
            Ok(part.map(|(last, lines)| (Bytes::from(transactions(&extent, &bound.year, &lines)), last)))
        }
    })
}

fn transactions(extent: &Extent, year: &str, lines: &[ExportLine]) -> String {
    let mut out = String::new();
    for entry in lines.chunk_by(|a, b| a.number == b.number) {
        let Some(first) = entry.first() else { continue };
        let head = [
            el("nr", &format!("{year}-{}", first.number)),
            short("desc", &format!("{} {}", first.kind, first.words), 999),
            el("periodNumber", first.date.get(5..7).unwrap_or("0").trim_start_matches('0')),
            el("trDt", &first.date),
            el("sourceID", ident(&first.subject).get(..35).unwrap_or(ident(&first.subject))),
        ];
        let lines: String = entry.iter().map(|line| pair(extent, line)).collect();
        write!(out, "<transaction>{}{lines}</transaction>", head.concat())
            .expect("writing into a string does not fail");
    }
    out
}

/// A transfer's two lines.
fn pair(extent: &Extent, line: &ExportLine) -> String {
    let nr = line.line.saturating_mul(2);
    let debit = tr_line(extent, line, (nr - 1, &line.debit, "D"));
    debit + &tr_line(extent, line, (nr, &line.credit, "C"))
}

fn tr_line(extent: &Extent, line: &ExportLine, (nr, account, side): (i64, &str, &str)) -> String {
    let number = extent.app.catalogue.chart.of(account).map_or(account, |own| own.number.as_str());
    let words = if line.words.trim().is_empty() { &line.kind } else { &line.words };
    let parts = [
        el("nr", &nr.to_string()),
        el("accID", number),
        short("docRef", words, 999),
        el("effDate", &line.date),
        short("desc", &line.customer_name, 999),
        el("amnt", &decimal(line.amount_minor)),
        el("amntTp", side),
        short("custSupID", ident(&line.customer_id), 35),
    ];
    format!("<trLine>{}</trLine>", parts.concat())
}
