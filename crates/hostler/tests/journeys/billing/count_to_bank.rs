//! From the mailboxes of a month to the payment on the bank's statement.

use crate::stage::{PASSWORD, Stage, Terminal, eventually};
use jiff::civil::Date;
use serde_json::{Value, json};

/// The bakery's month, closed: staff and Anna at their command lines, the month and the invoice.
fn billed(stage: &Stage) -> (Terminal, Terminal, String, Value) {
    let (staff, anna) = (stage.folder.path().join("sanne"), stage.folder.path().join("anna"));
    let (staff, anna) = (Terminal::new(staff), Terminal::new(anna));
    staff.sign_in("sanne@hostler.test");
    let mails: Value = serde_json::from_str(&staff.done(&["mail", "list", "--json"])).unwrap();
    let ordered = jiff::Timestamp::from_millisecond(mails[0]["created_at_ms"].as_i64().unwrap()).unwrap();
    let zone = jiff::tz::TimeZone::get("Europe/Amsterdam").unwrap();
    let month = ordered.to_zoned(zone).strftime("%Y-%m").to_string();
    let later = ordered.checked_add(jiff::Span::new().hours(24 * 32)).unwrap();
    let moved = stage.staff.json("POST", "/api/v1/demo/clock", Some(&json!({ "to": later.to_string() })));
    assert_eq!(moved.0, 200, "{moved:?}");
    staff.sign_in("sanne@hostler.test");
    anna.sign_in("anna@anna.example");
    staff.done(&["month", "close", &month]);
    let number = eventually("the invoice", || {
        let list = parsed(&anna.done(&["invoice", "list", "--json"]));
        list["invoices"][0]["number"].as_str().map(str::to_string).ok_or(list.to_string())
    });
    let invoice = parsed(&anna.done(&["invoice", "show", &number, "--json"]));
    (staff, anna, month, invoice)
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value}"))
}

fn paid_on(invoice: &Value) -> Date {
    let date: Date = text(&invoice["document"]["date"]).parse().unwrap();
    date.checked_add(jiff::Span::new().days(7)).unwrap()
}

/// A statement on which the whole amount came in with the invoice's reference, as ABN AMRO writes it (MT940).
fn statement(invoice: &Value) -> String {
    let paid = paid_on(invoice);
    let (before, day) = (paid.yesterday().unwrap().strftime("%y%m%d"), paid.strftime("%y%m%d"));
    let minor = invoice["total_minor"].as_i64().unwrap();
    let amount = format!("{},{:02}", minor / 100, minor % 100);
    let reference = text(&invoice["document"]["reference"]);
    format!(
        "ABNANL2A\r\n940\r\nABNANL2A\r\n:20:940S\r\n:25:NL00BANK0000000000\r\n:28C:1/1\r\n:60F:C{before}EUR0,00\r\n\
         :61:{day}{entry}C{amount}N247NONREF//R1\r\n:86:/TRTP/SEPA OVERBOEKING/IBAN/NL20INGB0001234567/BIC/INGBNL2A\r\n\
         /NAME/Bakkerij anna/REMI/{reference}/EREF/NOTPROVIDED\r\n:62F:C{day}EUR{amount}\r\n-\r\n",
        entry = paid.strftime("%m%d"),
    )
}

#[test]
fn b4_b5_b6_b8_b9_b10_b11_from_the_count_to_the_bank() {
    let stage = Stage::open_demo();
    let (_, _, console) = stage.customer_with_server("anna", "bakkerij");
    console.add_domain("bakkerij.example");
    for name in ["bram", "chloe", "daan", "emma"] {
        console.create_mailbox(&format!("{name}@bakkerij.example"), PASSWORD);
    }
    let (staff, anna, month, invoice) = billed(&stage);
    let (number, document) = (text(&invoice["number"]), &invoice["document"]);
    let line = &document["items"][0]["line"];
    assert_eq!(line["quantity"], 5, "B1, D2: four people and the administrator: {line}");
    assert!(line["because"].to_string().contains("emma@bakkerij.example"), "B6: who they were: {line}");
    let date = |name: &str| text(&document[name]).parse::<Date>().unwrap();
    assert_eq!((date("due") - date("date")).get_days(), 21, "B4");

    anna.done(&["invoice", "xml", number, "invoice.xml", "--as", "ubl"]);
    let ubl = std::fs::read_to_string(anna.file("invoice.xml")).unwrap();
    assert!(ubl.contains(&format!("<cbc:ID>{number}</cbc:ID>")), "B9: {ubl}");
    anna.done(&["invoice", "pdf", number, "invoice.pdf"]);
    let pdf = std::fs::read(anna.file("invoice.pdf")).unwrap();
    assert!(pdf.windows(12).any(|part| part == b"factur-x.xml"), "B9: the XML is in the PDF");

    std::fs::write(staff.file("statement.sta"), statement(&invoice)).unwrap();
    staff.done(&["statement", "import", "statement.sta"]);
    let paid = parsed(&anna.done(&["invoice", "show", number, "--json"]));
    assert_eq!((text(&paid["state"]), &paid["open_minor"]), ("paid", &json!(0)), "B5, B10: {paid}");
    staff.done(&["statement", "import", "statement.sta"]);
    let payments = parsed(&staff.done(&["payment", "list", "--json"]));
    assert_eq!(payments["total"], 1, "B10: the same file twice is one payment: {payments}");

    staff.done(&["ledger", "check"]);
    // Unless it is said otherwise, it is of this year.
    let until = paid_on(&invoice).strftime("%Y-%m").to_string();
    let balance = staff.done(&["ledger", "trial-balance", "--from", &month, "--to", &until]);
    assert!(balance.contains("bank") || balance.contains("Bank"), "B8: {balance}");
    staff.done(&["invoice", "verify", "--month", &month]);
}
