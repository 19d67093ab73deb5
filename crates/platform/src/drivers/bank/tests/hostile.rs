use super::*;
use crate::drivers::bank::{LARGEST, minor};
use crate::testing::bank::Bank;
use hostler_kit::http::Refuse;

/// The code, and the line where it says one.
fn answer(bytes: &[u8]) -> (&'static str, String) {
    let refused = refused(bytes);
    (refused.code(), refused.args().get("line").cloned().unwrap_or_default())
}

#[test]
fn what_is_no_statement_is_named_as_what_it_is() {
    let other = |element: &str| {
        let xml =
            "<?xml version=\"1.0\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.08\">";
        format!("{xml}<{element}/></Document>")
    };
    for (file, code) in [
        ("", "statement-empty"),
        (" \r\n ", "statement-empty"),
        ("PK\u{3}\u{4}…", "statement-archive"),
        ("date;amount\n2026-11-03;10", "statement-unknown"),
        ("<html><body/></html>", "statement-unknown"),
        (&other("BkToCstmrDbtCdtNtfctn"), "statement-other-message"),
        (&other("BkToCstmrAcctRpt"), "statement-other-message"),
        (&other("CstmrPmtStsRpt"), "statement-other-message"),
        (&other("Sonstiges"), "statement-unknown"),
    ] {
        assert_eq!(answer(file.as_bytes()).0, code, "{file}");
    }
    let told = refused(other("BkToCstmrAcctRpt").as_bytes());
    assert_eq!(told, StatementRefused::OtherMessage { message: "camt.052".into() });
}

#[test]
fn hostile_xml_is_refused_with_its_line() {
    let good = day().camt("001.08");
    let with = |from: &str, to: &str| good.replacen(from, to, 1);
    let bomb = "<!DOCTYPE lolz [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>\n<Document";
    let file = "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<Document";
    let deep = format!("<GrpHdr>{}", "<x>".repeat(100_000));
    for (what, file, code, line) in [
        ("entity bomb", with("<Document", bomb), "statement-doctype", "2"),
        ("external entity", with("<Document", file), "statement-doctype", "2"),
        ("unknown entity", with("Bakkerij", "&bomb;"), "statement-xml", "10"),
        ("deep", with("<GrpHdr>", &deep), "statement-xml", "4"),
        ("truncated", good[..good.len() - 60].to_string(), "statement-xml", "13"),
        ("crossed elements", with("</GrpHdr>", "</GrpHd>"), "statement-xml", "4"),
        ("wrong charset", with("UTF-8", "ISO-8859-15"), "statement-charset", "1"),
        ("no amount", with("5.990</Amt>", "").replace("59.90", "59,90"), "statement-field", "9"),
        ("no direction", with("CRDT</CdtDbtInd><Sts>", "XXXX</CdtDbtInd><Sts>"), "statement-field", "9"),
        ("three decimals", with(">59.90<", ">59.905<"), "statement-field", "9"),
        ("another currency", with("\"EUR\">59.90", "\"USD\">59.90"), "statement-field", "9"),
        ("no closing balance", with("CLBD", "CLAV"), "statement-field", "5"),
        ("a sum that is wrong", with(">1047.40<", ">1047.41<"), "statement-sum", ""),
    ] {
        assert_eq!(answer(file.as_bytes()), (code, line.to_string()), "{what}");
    }
    let mut latin = good.clone().into_bytes();
    let at = good.find("Café").unwrap();
    latin.splice(at + 3..at + 5, [0xE9]);
    assert_eq!(answer(&latin), ("statement-charset", "13".into()));
    assert_eq!(answer(&vec![b'<'; LARGEST + 1]).0, "statement-too-large");
    assert_eq!(answer(&[0xFF, 0xFE, b'<', 0]).0, "statement-charset");
}

#[test]
fn broken_mt940_is_refused_with_its_line() {
    let good = day().mt940(Bank::Ing);
    for (what, from, to, code, line) in [
        ("an amount of words", "C59,90", "Cveel", "statement-field", "8"),
        ("no such day", "2611031103C59", "2613451103C59", "statement-field", "8"),
        ("a balance without a currency", ":60F:C261102EUR", ":60F:C261102", "statement-field", "7"),
        ("a sum that is wrong", "1047,40", "1047,41", "statement-sum", ""),
        ("no account", ":25:NL", ":26:NL", "statement-field", "16"),
        ("a sign that no text has", "Bakkerij", "Bak\u{0}kerij", "statement-charset", "10"),
    ] {
        let file = good.replacen(from, to, 1);
        assert_eq!(answer(file.as_bytes()), (code, line.to_string()), "{what}");
    }
    let end = good.find(":62F:").unwrap();
    assert_eq!(answer(&good.as_bytes()[..end]), ("statement-field", "14".into()), "truncated");
}

#[test]
fn no_bytes_make_the_reader_stumble() {
    let files =
        [day().camt("001.08"), day().mt940(Bank::Ing), day().mt940(Bank::German), day().mt940(Bank::Abn)];
    let random = hostler_kit::random::Random::seeded(9);
    for file in files {
        for _ in 0..400 {
            let mut bytes = file.clone().into_bytes();
            let [a, b, c, d] = random.bytes::<4>();
            let at = usize::from(u16::from_be_bytes([a, b])) % bytes.len();
            bytes[at] = c;
            bytes.truncate(bytes.len() - usize::from(d) % 40);
            read(&bytes).ok();
        }
    }
}

#[test]
fn amounts() {
    for (text, expect) in [
        ("12.34", Some(1234)),
        ("12", Some(1200)),
        ("12.", Some(1200)),
        ("12.3", Some(1230)),
        ("12.3000", Some(1230)),
        ("0.00", Some(0)),
        ("12.345", None),
        ("-1.00", None),
        ("", None),
        (".50", None),
        ("1,00", None),
        ("99999999999999999999", None),
    ] {
        assert_eq!(minor(text, '.'), expect, "{text}");
    }
}
