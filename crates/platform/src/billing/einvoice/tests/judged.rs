//! The official rules over every kind of document, and the PDF as others read it.

use super::{kinds, month_with_everything};
use crate::app::App;
use crate::billing::einvoice::{check, cii, ubl};
use crate::billing::invoices::Document;
use crate::billing::{paper, vat};
use crate::testing::on_each_engine;
use std::path::Path;
use std::process::Command;

/// Every kind in both languages, as it is issued.
fn all(app: &App) -> Vec<(String, Document)> {
    let mut all = Vec::new();
    for (name, document) in kinds() {
        for language in ["en", "nl"] {
            let mut document = Document { language: language.into(), ..document.clone() };
            vat::explain(app, &mut document);
            all.push((format!("{name}-{language}"), document));
        }
    }
    all
}

#[tokio::test]
async fn b9_every_kind_of_document_passes_the_official_rules() {
    let Some(python) = std::env::var_os("HOSTLER_TEST_PYTHON") else {
        assert!(std::env::var_os("CI").is_none(), "HOSTLER_TEST_PYTHON is not set: run this by ./test");
        eprintln!("NOT RUN: HOSTLER_TEST_PYTHON is not set; ./test installs factur-x and sets it");
        return;
    };
    on_each_engine(|app| {
        let python = python.clone();
        async move {
            let folder = tempfile::tempdir().unwrap();
            let documents = all(&app);
            for (name, document) in &documents {
                let checked = check(&app, document).unwrap_or_else(|refused| panic!("{name}: {refused}"));
                assert_eq!(checked.hints, 0, "{name}");
                let write = |end: &str, bytes: &[u8]| {
                    std::fs::write(folder.path().join(format!("{name}.{end}")), bytes).unwrap();
                };
                write("ubl.xml", ubl(&app, document).unwrap().as_bytes());
                write("cii.xml", cii(&app, document).unwrap().as_bytes());
                write("pdf", &paper::pdf(&app, document).unwrap());
            }
            let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/billing/einvoice/tests/judge.py");
            let run = Command::new(&python).arg(script).arg(folder.path()).output().unwrap();
            let said = String::from_utf8_lossy(&run.stdout);
            assert!(run.status.success(), "{said}{}", String::from_utf8_lossy(&run.stderr));
            assert_eq!(said.trim_end(), format!("{} files, 0 findings", documents.len() * 3));
        }
    })
    .await;
}

#[tokio::test]
async fn b9_a_document_that_breaks_a_rule_is_named_with_the_rule() {
    on_each_engine(|app| async move {
        let broken = |change: fn(&mut Document), rule: &str| {
            let mut document = super::document(month_with_everything());
            change(&mut document);
            let refused = check(&app, &document).unwrap_err().to_string();
            assert!(refused.starts_with(&format!("{rule}:")), "{rule}: {refused}");
        };
        broken(|document| document.provider.name.clear(), "BR-06");
        broken(|document| document.customer.name.clear(), "BR-07");
        broken(|document| document.customer.country = "ZZ".into(), "BR-CL-14");
        broken(|document| document.currency = "XXY".into(), "BR-CL-04");
        broken(|document| document.totals.net_minor += 1, "BR-CO-13");
        broken(|document| document.provider.vat_number.clear(), "BR-S-02");
        // Without lines nothing adds up either: the rule is among those that are named.
        let empty = crate::billing::einvoice::broken(&app, &super::document(Vec::new()));
        assert!(empty.iter().any(|refused| refused.to_string().starts_with("BR-16:")), "{empty:?}");
    })
    .await;
}

/// What a program makes of a PDF file.
fn read(program: &str, arguments: &[&str], file: &Path) -> String {
    let run = Command::new(program).args(arguments).arg(file).arg("-").output();
    let run = run.unwrap_or_else(|error| panic!("{program}: {error}; ./test installs poppler-utils"));
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

#[tokio::test]
async fn b9_the_words_of_the_law_stand_on_the_paper() {
    on_each_engine(|app| async move {
        let folder = tempfile::tempdir().unwrap();
        for (name, expect) in [
            (
                "reverse-charge-en",
                &[
                    "VAT reverse charged",
                    "articles 44 and 196",
                    "DE136695976",
                    "NL004495445B01",
                    "Germany",
                    "Netherlands",
                ][..],
            ),
            ("reverse-charge-nl", &["Btw verlegd", "artikelen 44 en 196", "DE136695976", "NL004495445B01"]),
            ("outside-nl", &["Geen btw", "buiten de EU", "Zwitserland"]),
            ("month-nl", &["Btw 21", "Bakkerij de Vries", "Combinatiekorting"]),
        ] {
            let (_, document) = all(&app).into_iter().find(|(other, _)| other == name).unwrap();
            let file = folder.path().join(format!("{name}.pdf"));
            std::fs::write(&file, paper::pdf(&app, &document).unwrap()).unwrap();
            let text = read("pdftotext", &["-layout"], &file);
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            for words in expect {
                assert!(text.contains(words), "{name} says {words}: {text}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn the_same_document_gives_the_same_file() {
    on_each_engine(|app| async move {
        let (_, document) = all(&app).remove(0);
        let first = paper::pdf(&app, &document).unwrap();
        assert_eq!(first, paper::pdf(&app, &document).unwrap());
        let text = String::from_utf8_lossy(&first).into_owned();
        for part in ["<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>", "<pdfaid:part>3</pdfaid:part>"] {
            assert!(text.contains(part), "{part}");
        }
    })
    .await;
}
