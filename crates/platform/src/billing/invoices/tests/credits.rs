use super::months::{closed, invoices};
use super::{bakery, month, october};
use crate::accounts::details::{self, Details};
use crate::app::App;
use crate::billing::invoices::{
    CreditLine, CreditThen, CreditWhat, CreditWish, Credited, Document, Invoice, credit, store, verify,
};
use crate::billing::ledger::{Account, store::balance};
use crate::billing::settlement::{self, Means, Settling};
use crate::testing::{Journal, at, go_to, on_each_engine};
use hostler_kit::random::Random;
use std::sync::Arc;

fn whole(then: CreditThen) -> CreditWish {
    CreditWish { reason: "Wrong address".into(), what: CreditWhat::Whole, then }
}

fn part(line: i64, amount_minor: i64) -> CreditWish {
    let what = CreditWhat::Lines(vec![CreditLine { line, amount_minor }]);
    CreditWish { reason: "A gift".into(), what, then: CreditThen::Nothing }
}

async fn credited(app: &App, invoice: &Invoice, wish: &CreditWish) -> Result<Credited, &'static str> {
    let by = crate::events::Actor::platform();
    credit(app, &by, &invoice.id, wish).await.map_err(|fault| fault.code)
}

async fn found(app: &App, invoice: &Invoice) -> Invoice {
    store::find(&app.db, &invoice.id).await.unwrap().unwrap()
}

async fn document(app: &App, invoice: &Invoice) -> Document {
    store::document(&app.db, &invoice.id).await.unwrap().unwrap()
}

/// October of ten users and 2 GB: 52.50 and VAT, 63.52 in all.
async fn billed(app: &Arc<App>) -> (Invoice, Journal) {
    let (_, _, _, mut journal) = bakery(app).await;
    october(app, &mut journal).await;
    closed(app, "2026-10").await;
    (invoices(app).await.remove(0), journal)
}

/// What customers owe is what is open on their invoices, and the credit account what they have too much.
async fn books_agree(app: &App) {
    let all = invoices(app).await;
    let open: i64 = all.iter().map(|invoice| invoice.open_minor).sum();
    assert_eq!(balance(&app.db, &Account::Debtors).await.unwrap(), open);
    let mut credit = 0;
    let mut customers: Vec<_> = all.iter().map(|invoice| &invoice.customer_id).collect();
    customers.dedup();
    for customer in customers {
        credit += settlement::credit(&app.db, customer).await.unwrap();
    }
    assert_eq!(-balance(&app.db, &Account::CustomerCredit).await.unwrap(), credit);
}

#[tokio::test]
async fn b8_an_invoice_is_credited_whole_by_a_document_of_its_own() {
    on_each_engine(|app| async move {
        let (invoice, _) = billed(&app).await;
        let done = credited(&app, &invoice, &whole(CreditThen::Nothing)).await.unwrap();
        let note = &done.credit_note;
        assert_eq!((note.number.as_str(), note.total_minor, note.open_minor), ("C2026-0001", 6352, 0));
        assert_eq!(note.credits.as_ref(), Some(&invoice.id));
        let after = found(&app, &invoice).await;
        assert_eq!((after.state.as_str(), after.open_minor), ("credited", 0));
        let paper = document(&app, note).await;
        assert_eq!(paper.credits.unwrap().number, "2026-0001");
        assert_eq!(paper.reason, "Wrong address");
        assert_eq!(credited(&app, &invoice, &part(1, 1)).await, Err("credited-whole"));
        assert_eq!(credited(&app, note, &part(1, 1)).await, Err("credit-of-credit-note"));
        books_agree(&app).await;
        let mails = crate::mail::list(&app.db, "c2026-0001", 10, 0).await.unwrap();
        assert_eq!((mails.len(), mails[0].invoice_id.as_ref()), (1, Some(&note.id)));
    })
    .await;
}

#[tokio::test]
async fn b8_parts_take_back_exactly_what_was_billed() {
    on_each_engine(|app| async move {
        let (invoice, _) = billed(&app).await;
        for refused in [
            (CreditWish { reason: " ".into(), ..part(1, 1) }, "credit-reason-missing"),
            (CreditWish { reason: "x".repeat(301), ..part(1, 1) }, "credit-reason-long"),
            (part(3, 1), "credit-no-line"),
            (part(0, 1), "credit-no-line"),
            (part(1, 4951), "credit-more-than-line"),
            (part(1, 0), "credit-nothing"),
            (CreditWish { then: CreditThen::WriteAgain, ..part(1, 1) }, "credit-nothing"),
        ] {
            assert_eq!(credited(&app, &invoice, &refused.0).await, Err(refused.1));
        }
        let mut sum = 0;
        for (line, amount_minor) in [(1, 333), (1, 1), (2, 100), (1, 7)] {
            let done = credited(&app, &invoice, &part(line, amount_minor)).await.unwrap();
            sum += done.credit_note.total_minor;
        }
        assert_eq!(credited(&app, &invoice, &part(2, 201)).await, Err("credit-more-than-line"));
        let rest = credited(&app, &invoice, &whole(CreditThen::Nothing)).await.unwrap();
        assert_eq!(sum + rest.credit_note.total_minor, invoice.total_minor);
        assert_eq!(rest.credit_note.number, "C2026-0005");
        assert_eq!(found(&app, &invoice).await.state, "credited");
        books_agree(&app).await;
        let found = verify(&app, month("2026-10")).await.unwrap();
        assert_eq!(found.differences, []);
    })
    .await;
}

#[tokio::test]
async fn what_was_paid_of_a_credited_invoice_pays_the_next_one() {
    on_each_engine(|app| async move {
        let (invoice, mut journal) = billed(&app).await;
        let mut tx = app.db.begin().await.unwrap();
        let paid = Settling {
            invoice: &invoice.id,
            amount_minor: 6000,
            means: Means::Payment,
            source: "pay_1",
            date: "2026-11-09".parse().unwrap(),
        };
        settlement::settle(&app, &mut tx, &paid).await.unwrap();
        tx.commit().await.unwrap();
        credited(&app, &invoice, &whole(CreditThen::Nothing)).await.unwrap();
        assert_eq!(settlement::credit(&app.db, &invoice.customer_id).await.unwrap(), 6000);
        books_agree(&app).await;
        journal.store("2026-12-01T00:30:00+01:00", 0);
        journal.send_until(&app, "2026-12-02T09:00:00+01:00").await;
        closed(&app, "2026-11").await;
        let next = store::by_number(&app.db, "2026-0002").await.unwrap().unwrap();
        assert_eq!(next.total_minor - next.open_minor, 6000.min(next.total_minor));
        books_agree(&app).await;
    })
    .await;
}

#[tokio::test]
async fn b8_an_invoice_is_written_again_from_what_is_known_now() {
    on_each_engine(|app| async move {
        let (invoice, mut journal) = billed(&app).await;
        credited(&app, &invoice, &part(1, 950)).await.unwrap();
        let customer = crate::accounts::customer(&app.db, &invoice.customer_id).await.unwrap().unwrap();
        let moved = Details {
            name: "Bakkerij Anna B.V.".into(),
            street: "Kade 2".into(),
            invoice_reference: "PO 4711".into(),
            ..Details::of(&customer)
        };
        let by = crate::events::Actor::platform();
        details::change(&app, &by, &customer.id, &moved).await.unwrap();
        // Two more were there at the peak than was known.
        journal.create("2026-11-01T00:40:00+01:00", 11..=12);
        journal.send_until(&app, "2026-11-03T09:00:00+01:00").await;
        let done = credited(&app, &invoice, &whole(CreditThen::WriteAgain)).await.unwrap();
        let again = done.again.unwrap();
        assert_eq!((again.number.as_str(), again.replaces.as_ref()), ("2026-0002", Some(&invoice.id)));
        let paper = document(&app, &again).await;
        assert_eq!(paper.customer.name, "Bakkerij Anna B.V.");
        assert_eq!(paper.buyer_reference, "PO 4711");
        assert_eq!(again.net_minor, 5250 - 950, "the gift is not billed after all");
        assert_eq!(document(&app, &done.credit_note).await.customer.name, "Bakkerij Anna");
        books_agree(&app).await;
        assert_eq!(verify(&app, month("2026-10")).await.unwrap().differences, []);
    })
    .await;
}

#[tokio::test]
async fn a_month_below_zero_is_a_credit_note_and_becomes_credit() {
    on_each_engine(|app| async move {
        let (_, _, _, mut journal) = bakery(&app).await;
        journal.create("2026-10-01T09:00:00+02:00", 1..=1);
        journal.store("2026-10-01T23:00:00+02:00", 12_000_000_000);
        journal.send_until(&app, "2026-11-02T09:00:00+01:00").await;
        closed(&app, "2026-10").await;
        let first = invoices(&app).await.remove(0);
        assert_eq!(first.net_minor, 495 + 11 * 150);
        // What comes late: it was almost empty from the second day on, and nobody is there in November.
        journal.store("2026-10-02T23:00:00+02:00", 0);
        journal.delete("2026-10-03T09:00:00+02:00", 1..=1);
        journal.store("2026-12-01T00:30:00+01:00", 0);
        journal.send_until(&app, "2026-12-02T09:00:00+01:00").await;
        closed(&app, "2026-11").await;
        let all = invoices(&app).await;
        let note = all.iter().find(|invoice| invoice.kind == "credit-note").unwrap();
        assert_eq!((note.number.as_str(), note.net_minor), ("C2026-0001", 11 * 150));
        assert_eq!(note.month.as_deref(), Some("2026-11"));
        assert_eq!(settlement::credit(&app.db, &note.customer_id).await.unwrap(), note.total_minor);
        books_agree(&app).await;
        for name in ["2026-10", "2026-11"] {
            assert_eq!(verify(&app, month(name)).await.unwrap().differences, []);
        }
    })
    .await;
}

/// A year in which readings come late, invoices are credited in part and written again, in any order: all that was
/// billed for each month, corrections included, is what is right for it; no gift is billed, no month twice.
#[tokio::test]
async fn b7_billed_and_corrected_is_right_whatever_was_credited_in_between() {
    on_each_engine(|app| async move {
        let random = Random::seeded(11);
        let dice = |of: u64| u64::from_str_radix(&random.secret()[..8], 16).unwrap_or_default() % of;
        let (_, _, _, mut journal) = bakery(&app).await;
        let mut next = 1u32;
        for (name, last, closing) in [
            ("2026-10", "2026-10-30T12:00:00+01:00", "2026-11-02T09:00:00+01:00"),
            ("2026-11", "2026-11-29T12:00:00+01:00", "2026-12-02T09:00:00+01:00"),
            ("2026-12", "2026-12-30T12:00:00+01:00", "2027-01-02T09:00:00+01:00"),
            ("2027-01", "2027-01-30T12:00:00+01:00", "2027-02-02T09:00:00+01:00"),
            ("2027-02", "2027-02-27T12:00:00+01:00", "2027-03-02T09:00:00+01:00"),
        ] {
            let begin = format!("{name}-05T09:00:00+01:00");
            let more = dice(4) as u32 + 1;
            journal.create(&begin, next..=next + more);
            next += more + 1;
            journal.send_until(&app, closing).await;
            closed(&app, name).await;
            // Late: at the end of the month that was closed just now.
            if dice(2) == 0 {
                journal.create(last, next..=next);
                journal.store(last, dice(40) as i64 * 1_000_000_000);
                next += 1;
                journal.send(&app).await;
            }
            let standing: Vec<_> = invoices(&app)
                .await
                .into_iter()
                .filter(|one| one.kind == "month" && one.state != "credited")
                .collect();
            for invoice in &standing {
                match dice(5) {
                    0 => drop(credited(&app, invoice, &part(1, 100 + dice(50) as i64)).await),
                    1 => drop(credited(&app, invoice, &whole(CreditThen::WriteAgain)).await.unwrap()),
                    _ => {}
                }
            }
            books_agree(&app).await;
        }
        journal.store("2027-04-01T00:30:00+02:00", 0);
        go_to(&app, "2027-04-02T09:00:00+02:00");
        journal.send(&app).await;
        closed(&app, "2027-03").await;
        assert!(app.now_ms() > at("2027-04-01T00:00:00+02:00"));
        for name in ["2026-10", "2026-11", "2026-12", "2027-01", "2027-02", "2027-03"] {
            assert_eq!(verify(&app, month(name)).await.unwrap().differences, [], "{name}");
        }
        assert!(invoices(&app).await.iter().any(|one| one.replaces.is_some()), "something was written again");
    })
    .await;
}

/// The offer of a provider with the Belgian rate as well (OSS), of 20 % here so that it is told from the Dutch one.
fn with_belgian_rate(app: Arc<App>) -> Arc<App> {
    let more = "\n[[vat]]\ncountry = \"BE\"\nfrom = \"1996-01-01\"\npercent = \"20\"\n";
    let text = format!("{}{more}", crate::catalogue::STANDARD);
    let mut app = Arc::into_inner(app).expect("nobody else has it yet");
    app.catalogue = crate::catalogue::Catalogue::parse("offer.toml", &text).unwrap();
    Arc::new(app)
}

#[tokio::test]
async fn b7_b9_who_moves_between_two_taxed_countries_is_corrected_where_it_was_billed() {
    on_each_engine(|app| async move {
        let app = with_belgian_rate(app);
        let (customer, _, _, mut journal) = bakery(&app).await;
        journal.create("2026-10-05T09:00:00+02:00", 1..=10);
        // A server that was out of reach: its eleventh account of October is heard of in November only.
        go_to(&app, "2026-11-02T09:00:00+01:00");
        journal.send(&app).await;
        closed(&app, "2026-10").await;
        journal.create("2026-10-30T09:00:00+01:00", 11..=11);
        moved(&app, &customer, ("BE", "9000")).await;
        go_to(&app, "2026-12-02T09:00:00+01:00");
        journal.send(&app).await;
        closed(&app, "2026-11").await;
        let found = invoices(&app).await;
        assert_eq!(found.len(), 2);
        let document = store::document(&app.db, &found[1].id).await.unwrap().unwrap();
        let groups: Vec<_> = document
            .totals
            .vat
            .iter()
            .map(|group| (group.country.as_str(), group.rate_permyriad, group.net_minor, group.vat_minor))
            .collect();
        assert_eq!(groups, [("BE", 2_000, 5_445, 1_089), ("NL", 2_100, 495, 104)], "{document:?}");
        crate::billing::einvoice::check(&app, &document).unwrap();
        assert!(crate::billing::ledger::check(&app.db).await.unwrap().is_empty());
    })
    .await;
}

/// The customer's address is elsewhere from now on.
async fn moved(app: &App, customer: &crate::accounts::Customer, (country, postcode): (&str, &str)) {
    let mut tx = app.db.begin().await.unwrap();
    sqlx::query("UPDATE customers SET country = $2, postcode = $3 WHERE id = $1")
        .bind(&customer.id)
        .bind(country)
        .bind(postcode)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}
