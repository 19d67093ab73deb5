//! The files for bookkeeper and auditor.

use super::super::{Format, export, trial_balance};
use super::*;
use crate::testing::bills::{morning, october, pay};
use crate::testing::schema::follows;
use futures_util::TryStreamExt;
use hostler_kit::time::Month;

/// The tax office's own schema.
const XAF: &str = "XmlAuditfileFinancieel3.2.xsd";
const SPOILT: (&str, &str) = ("<curCode>EUR<", "<curCode>EURO<");

fn year(text: &str) -> Span {
    let month = |number: &str| Some(format!("{text}-{number}").parse::<Month>().unwrap());
    Span::asked(month("01"), month("12"), month("12").unwrap()).unwrap()
}

async fn written(app: &Arc<App>, span: Span, format: Format) -> String {
    let parts: Vec<_> = export(app, span, format).await.unwrap().try_collect().await.unwrap();
    String::from_utf8(parts.concat()).unwrap()
}

/// The text of the first element of this name after a place.
fn first<'a>(text: &'a str, after: &str, name: &str) -> &'a str {
    let rest = &text[text.find(after).unwrap()..];
    let begin = rest.find(&format!("<{name}>")).unwrap() + name.len() + 2;
    &rest[begin..begin + rest[begin..].find('<').unwrap()]
}

async fn books(app: &Arc<App>) {
    let (_, billed) = october(app, &[("anna", 10), ("bram", 4)]).await;
    pay(app, &billed[0].invoice, 5990, "=pay & <1>\u{1}").await.unwrap();
}

#[tokio::test]
async fn a_csv_has_a_line_for_each_transfer_and_no_formulas() {
    on_each_engine(|app| async move {
        books(&app).await;
        let text = written(&app, year("2026"), Format::Csv).await;
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<::csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
        assert_eq!(rows.len(), 6);
        let column = |row: usize, name: &str| {
            let at = text.lines().next().unwrap().split(',').position(|head| head == name).unwrap();
            rows[row][at].to_string()
        };
        let anna = (0..rows.len()).find(|row| column(*row, "amount") == "49.50").unwrap();
        let seen = ["kind", "customer_name", "debit_number", "credit_number", "currency"]
            .map(|name| column(anna, name));
        assert_eq!(seen, ["invoice", "Bakkerij Anna", "1300", "8010", "EUR"]);
        assert_eq!((column(0, "entry"), column(5, "entry")), ("2026-1".into(), "2026-4".into()));
        assert_eq!(column(4, "words"), "'=pay & <1>\u{1}");
        let none = written(&app, year("2025"), Format::Csv).await;
        assert_eq!(none.lines().count(), 1);
    })
    .await;
}

#[tokio::test]
async fn b8_an_audit_file_comes_to_what_the_trial_balance_does() {
    on_each_engine(|app| async move {
        books(&app).await;
        let text = written(&app, year("2026"), Format::Xaf).await;
        let balance = trial_balance(&app, year("2026")).await.unwrap();
        let said =
            (first(&text, "<transactions>", "linesCount"), first(&text, "<transactions>", "totalDebit"));
        assert_eq!(said, ("12", "203.66"));
        assert_eq!(first(&text, "<transactions>", "totalCredit"), "203.66");
        assert_eq!((balance.debit_minor, balance.credit_minor), (20366, 20366));
        assert_eq!(text.matches("<trLine>").count(), 12);
        assert!(text.contains("=pay &amp; &lt;1&gt;") && !text.contains('\u{1}'));
        follows(XAF, &text, SPOILT);
        morning(&app, "2027-01-04");
        let next = written(&app, year("2027"), Format::Xaf).await;
        assert_eq!(first(&next, "<openingBalance>", "totalDebit"), "83.86");
        assert_eq!(first(&next, "<openingBalance>", "totalCredit"), "83.86");
        assert_eq!(first(&next, "<transactions>", "linesCount"), "0");
        follows(XAF, &next, SPOILT);
        let over = Span { from: year("2026").from, to: year("2027").to };
        let refused = export(&app, over, Format::Xaf).await.err().map(|fault| fault.code);
        assert_eq!(refused, Some("ledger-span-over-years"));
    })
    .await;
}
