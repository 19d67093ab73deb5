//! Direct debit: from the mandate that a customer signs in the portal to the debit that came back.

use super::bank::Booking;
use super::office::{Office, date, number, text};
use crate::stage::{Browser, PASSWORD, Stage, between};
use jiff::ToSpan;
use serde_json::{Value, json};
use std::process::Command;

const OFFER: &str = include_str!("../../../../../catalogue/offer.toml");
const OURS: &str = "NL44RABO0123456789";

/// The default catalogue of a provider whose bank has given it a creditor identifier.
pub fn collecting() -> String {
    let with_account = OFFER.replace("NL00BANK0000000000", OURS).replace("BANKNL2A", "RABONL2U");
    let off = "# [debit]\n# creditor-id = \"NL79ZZZ999999990000\"";
    assert_eq!(with_account.matches(off).count(), 1);
    with_account.replace(off, "[debit]\ncreditor-id = \"NL79ZZZ999999990000\"")
}

/// Signs the text that the page shows.
fn signs(customer: &Browser, iban: &str) {
    let page = customer.get("/payment");
    let reference =
        between(&page.text, "name=\"reference\" value=\"", "\"").expect("the mandate's reference");
    let mistyped = format!("{}{}", &iban[..iban.len() - 1], if iban.ends_with('1') { 2 } else { 1 });
    let fields = |iban| [("holder", "Bakkerij"), ("iban", iban), ("reference", reference), ("agreed", "yes")];
    let refused = customer.submit("/payment", "/payment", &fields(&mistyped));
    assert!(refused.status == 422 && refused.text.contains("field-iban-error"), "{}", refused.text);
    let signed = customer.submit("/payment", "/payment", &fields(iban));
    assert_eq!(signed.status, 200, "{}", signed.text);
    assert!(signed.says(reference) && signed.says(&iban[iban.len() - 4..]), "{}", signed.text);
}

/// The file of the day on which both are collected, judged by the schema of the bank's trade.
fn sent(office: &Office) -> (Value, String) {
    let batches = office.sees(&["debit", "make", "--yes"]);
    let [batch] = batches.as_array().unwrap().as_slice() else { panic!("one day, one file: {batches}") };
    office.staff.done(&["debit", "file", text(&batch["id"]), "pain.xml"]);
    let file = office.staff.file("pain.xml");
    if let Some(python) = std::env::var_os("HOSTLER_TEST_PYTHON") {
        let check = "import importlib.resources, sys, xmlschema\n\
                     folder = importlib.resources.files('sepaxml') / 'schemas'\n\
                     xmlschema.XMLSchema(str(folder / 'pain.008.001.08.xsd')).validate(sys.argv[1])";
        let judged = Command::new(python).args(["-c", check]).arg(&file).output().unwrap();
        assert!(judged.status.success(), "{}", String::from_utf8_lossy(&judged.stderr));
    }
    (batch.clone(), std::fs::read_to_string(file).unwrap())
}

/// The bank books the whole file as one amount; staff take the suggestion.
fn booked(office: &Office, batch: &Value, file: &str) {
    let group = between(file, "<PmtInfId>", "</PmtInfId>").expect("a group");
    let day = date(&batch["collect_on"]);
    office.go_to(day.tomorrow().unwrap(), 10);
    let whole =
        Booking { amount_minor: number(&batch["total_minor"]), group: group.into(), ..Booking::default() };
    let statement = office.bank.borrow_mut().statement(OURS, day, &[whole]);
    office.takes(statement);
    let waiting = office.sees(&["payment", "list", "--show", "suggested"]);
    let payment = text(&waiting["payments"][0]["id"]).to_string();
    let shown = office.sees(&["payment", "show", &payment]);
    let path = format!("/api/v1/staff/payments/{payment}/matches");
    let parts = json!({ "parts": shown["suggestions"][0]["parts"] });
    let (status, settled) = office.stage.staff.json("POST", &path, Some(&parts));
    assert_eq!((status, &settled["state"]), (200, &json!("settled")), "{settled}");
}

fn stands(office: &Office, customer: &Browser) -> (String, i64) {
    let invoice = office.invoice(customer);
    (text(&invoice["state"]).into(), number(&invoice["open_minor"]))
}

#[test]
fn b5_b10_from_the_signed_mandate_to_the_debit_that_came_back() {
    let office = Office::of(Stage::open_demo_selling(&collecting()));
    let (anna, _, console) = office.stage.customer_with_server("anna", "bakkerij");
    console.add_domain("bakkerij.example");
    console.create_mailbox("chloe@bakkerij.example", PASSWORD);
    let (bram, _, _) = office.stage.customer_with_server("bram", "garage");
    for (name, browser, iban) in
        [("anna", &anna, "NL91ABNA0417164300"), ("bram", &bram, "NL02ABNA0123456789")]
    {
        office.knows(name, browser);
        signs(browser, iban);
    }
    office.close(office.month);
    let (of_anna, of_bram) = (office.invoice(&anna), office.invoice(&bram));
    let announced = &of_anna["document"]["debit"];
    let told = office.mailed("anna@anna.example", text(&of_anna["number"]));
    assert!(told.contains("NL79ZZZ999999990000"), "the pre-notification is in the mail: {told}");

    // Due, and not so late that the platform makes the file by itself.
    office.go_to(date(&announced["date"]).saturating_sub(9.days()), 10);
    let (batch, file) = sent(&office);
    assert_eq!((&batch["number"], &batch["collect_on"]), (&json!(2), &announced["date"]), "as announced");
    assert!(file.contains("NL91ABNA0417164300") && file.contains(text(&announced["mandate"])), "{file}");
    assert_eq!(
        stands(&office, &anna),
        ("issued".into(), number(&of_anna["total_minor"])),
        "not before the bank"
    );
    booked(&office, &batch, &file);
    assert_eq!((stands(&office, &anna), stands(&office, &bram)), (("paid".into(), 0), ("paid".into(), 0)));
    comes_back(&office, &bram, &of_bram);
    assert_eq!(stands(&office, &anna), ("paid".into(), 0), "hers stays");
    office.books_are_right(&[office.month]);
}

fn comes_back(office: &Office, bram: &Browser, invoice: &Value) {
    let debits = office.sees(&["debit", "list"]);
    let mut all = debits["debits"].as_array().unwrap().iter();
    let debit = all.find(|debit| debit["invoice_number"] == invoice["number"]).unwrap();
    let day = date(&debit["collect_on"]).saturating_add(2.days());
    office.go_to(day.tomorrow().unwrap(), 10);
    let total = number(&invoice["total_minor"]);
    let back = Booking {
        amount_minor: -total,
        name: "Bakkerij".into(),
        iban: "NL02ABNA0123456789".into(),
        end_to_end_id: text(&debit["end_to_end_id"]).into(),
        return_reason: "AM04".into(),
        ..Booking::default()
    };
    let statement = office.bank.borrow_mut().statement(OURS, day, &[back]);
    office.takes(statement.clone());
    assert_eq!(stands(office, bram), ("issued".into(), total), "it is open again");
    let told = office.mailed("bram@bram.example", "came back");
    assert!(
        told.contains(OURS) && told.contains(text(&invoice["document"]["reference"])),
        "how to pay: {told}"
    );
    office.takes(statement);
    assert_eq!(stands(office, bram), ("issued".into(), total), "the same file again changes nothing");
    let debits = office.sees(&["debit", "list"]);
    let again =
        debits["debits"].as_array().unwrap().iter().filter(|debit| debit["state"] == "planned").count();
    assert_eq!(again, 1, "for want of money it is tried once more: {debits}");
}
