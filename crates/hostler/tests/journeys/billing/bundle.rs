//! The combination discount (B2) with readings of two real servers. Operator's own engine is not there yet: its server is
//! one of Connect that the platform's database calls Operator before its first bill. The readings go the same way.

use super::office::{Office, number};
use crate::stage::{PASSWORD, Stage};
use serde_json::json;

#[test]
fn b1_b2_five_on_both_products_get_ten_percent_off() {
    let office = Office::of(Stage::open_demo());
    let (anna, mail, console) = office.stage.customer_with_server("anna", "bakkerij");
    office.knows("anna", &anna);
    console.add_domain("bakkerij.example");
    for name in ["bram", "chloe", "daan", "emma", "fleur", "gijs"] {
        console.create_mailbox(&format!("{name}@bakkerij.example"), PASSWORD);
    }
    let seen = anna.order("telefoon");
    assert!(seen.path.starts_with("/orders/"), "{} {}", seen.path, seen.text);
    let telephones = office.stage.running(&anna, "telefoon");
    office.stage.write("UPDATE servers SET product = 'operator' WHERE id = $1", &telephones.id);
    let console = crate::stage::Console::of(&anna, &telephones);
    console.add_domain("telefoon.example");
    for name in ["bram", "chloe", "daan", "emma"] {
        console.create_mailbox(&format!("{name}@telefoon.example"), PASSWORD);
    }
    mail.delivered();
    telephones.delivered();
    office.close(office.month);

    let invoice = office.invoice(&anna);
    let items = invoice["document"]["items"].as_array().unwrap();
    let lines: Vec<_> = items
        .iter()
        .map(|item| {
            (
                item["line"]["kind"].clone(),
                number(&item["line"]["quantity"]),
                number(&item["line"]["amount_minor"]),
            )
        })
        .collect();
    // Ten percent of five at 4.95 and of five at 6.95, each rounded once, to the even cent.
    let (mail_discount, telephone_discount) = (-248, -348);
    let expect = [
        ("users", 7, 7 * 495),
        ("users", 5, 5 * 695),
        ("combination-discount", 5, mail_discount),
        ("combination-discount", 5, telephone_discount),
    ];
    assert_eq!(lines, expect.map(|(kind, quantity, amount)| (json!(kind), quantity, amount)), "{invoice}");
    let net = 7 * 495 + 5 * 695 + mail_discount + telephone_discount;
    assert_eq!(number(&invoice["net_minor"]), net);
    let page = anna.get(&format!("/invoices/{}", invoice["id"].as_str().unwrap()));
    assert!(page.says("Combination discount"), "{}", page.text);
    office.books_are_right(&[office.month]);
}
