//! Who does not pay: letters from the 21 days on, suspension by staff after notice, and the payment that lifts it.

use super::bank::Booking;
use super::office::{Office, date, number, text, working_day};
use crate::stage::{Server, Stage, code, comes_to, eventually};
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

fn suspends(office: &Office, server: &Server) -> (u16, String) {
    let path = format!("/api/v1/staff/servers/{}/suspend", server.id);
    let asked = json!({ "because": "three letters, no answer" });
    code(&office.stage.staff.json("POST", &path, Some(&asked)))
}

/// The letter of a step, on the working day on which it is due; the day.
fn reminded(office: &Office, due: Date, subject: &str) -> Date {
    let day = working_day(due);
    office.go_to(day, 10);
    let letter = office.mailed("anna@anna.example", subject);
    assert!(letter.contains("NL00BANK0000000000"), "where to pay: {letter}");
    day
}

fn paid(office: &Office, day: Date, invoice: &Value) {
    let whole = Booking {
        amount_minor: number(&invoice["total_minor"]),
        name: "Bakkerij anna".into(),
        iban: "NL91ABNA0417164300".into(),
        reference: text(&invoice["document"]["reference"]).into(),
        ..Booking::default()
    };
    let statement = office.bank.borrow_mut().statement("NL00BANK0000000000", day, &[whole]);
    office.takes(statement);
}

#[test]
fn b4_b10_reminders_after_the_term_suspension_by_staff_and_the_payment_that_lifts_it() {
    let office = Office::of(Stage::open_demo());
    let (anna, bakery, _) = office.stage.customer_with_server("anna", "bakkerij");
    office.knows("anna", &anna);
    office.close(office.month);
    let invoice = office.invoice(&anna);
    let due = date(&invoice["due"]);
    assert_eq!((due - date(&invoice["document"]["date"])).get_days(), 21, "the payment term");
    let before = office.mails("anna@anna.example").len();
    office.go_to(working_day(due), 9);
    assert_eq!(suspends(&office, &bakery).0, 409, "nothing is overdue, or nobody was reminded");

    let first = reminded(&office, due.saturating_add(7.days()), "Reminder: ");
    assert_eq!(suspends(&office, &bakery), (409, "suspend-no-notice".into()));
    let second = reminded(
        &office,
        due.saturating_add(21.days()).max(first.saturating_add(14.days())),
        "Second reminder",
    );
    let notice = second.saturating_add(14.days()).max(due.saturating_add(35.days()));
    let notice = reminded(&office, notice, "Notice: ");
    assert_eq!(suspends(&office, &bakery), (409, "suspend-notice-runs".into()));
    assert!(!bakery.processes().is_empty(), "nothing stops by itself");

    let over = notice.saturating_add(7.days());
    office.go_to(over, 10);
    assert_eq!(suspends(&office, &bakery), (200, String::new()));
    comes_to("the server to stop", 0, || bakery.processes().len());
    let told = office.mailed("anna@anna.example", "is suspended");
    assert!(told.contains("Nothing was deleted"), "{told}");
    let page = anna.get(&format!("/servers/{}", bakery.id));
    assert!(page.says("suspended"), "{}", page.text);

    paid(&office, over, &invoice);
    office.mailed("anna@anna.example", "runs again");
    eventually("the server to run again", || {
        let row = anna.server("bakkerij")?;
        let runs = row["phase"] == "running" && !bakery.processes().is_empty();
        if runs { Ok(()) } else { Err(row.to_string()) }
    });
    let letters = office.mails("anna@anna.example").len() - before;
    assert_eq!(letters, 5, "three letters, stopped, running: {:?}", office.mails("anna@anna.example"));
    office.go_to(working_day(over.saturating_add(14.days())), 10);
    assert_eq!(office.invoice(&anna)["state"], "paid");
    let standing = office.sees(&["reminder", "list"]);
    assert!(!standing.to_string().contains("Bakkerij anna"), "nobody is overdue: {standing}");
    office.books_are_right(&[office.month]);
}
