use super::super::store::batches as batch_store;
use super::*;
use crate::billing::debits::batches::{file, make, prepare};

use crate::billing::ledger::{Account, store as entries};
use crate::billing::settlement::store as credits;

fn sofie() -> Actor {
    Actor::new("per_1", "Sofie")
}

async fn made(app: &App) -> Result<Vec<Batch>, &'static str> {
    make(app, &sofie()).await.map_err(|fault| fault.code)
}

#[tokio::test]
async fn b10_the_invoice_announces_its_collection_on_page_paper_and_by_mail() {
    collecting("", |app| async move {
        let (anna, invoice) = october(&app).await;
        let document = invoice_store::document(&app.db, &invoice.id).await.unwrap().unwrap();
        let announced = document.debit.clone().unwrap();
        assert_eq!((announced.date.to_string().as_str(), invoice.due.as_str()), ("2026-11-23", "2026-11-23"));
        let sentence = "Collected on 23 November 2026 from NL91 •••• 4300 by mandate";
        let page = browser(&app, &anna).await.get(&format!("/invoices/{}", invoice.id)).await.said();
        assert!(page.contains(sentence) && page.contains("NL79ZZZ999999990000"), "{page}");
        let mails = crate::mail::list(&app.db, "Invoice 2026-0001", 10, 0).await.unwrap();
        assert!(mails[0].body.contains("we collect it on 23 November 2026"), "{}", mails[0].body);
        let paper = crate::billing::paper::pdf(&app, &document).unwrap();
        let transfer = crate::billing::paper::pdf(&app, &invoices::Document { debit: None, ..document });
        assert_ne!(paper.len(), transfer.unwrap().len());
    })
    .await;
}

#[tokio::test]
async fn b10_what_is_due_becomes_one_file_also_when_pressed_twice() {
    collecting("", |app| async move {
        let (_, invoice) = october(&app).await;
        assert_eq!(made(&app).await, Err("debits-nothing-due"), "it is weeks away");
        go_to(&app, "2026-11-18T09:00:00+01:00");
        let (one, two) = tokio::join!(made(&app), made(&app));
        let mut both = [one, two];
        both.sort_by_key(|made| made.is_err());
        let [Ok(made), Err(code)] = &both else { panic!("{both:?}") };
        assert_eq!((made.len(), *code), (1, "debits-nothing-due"));
        let (batch, text) = file(&app, &made[0].id).await.unwrap();
        assert_eq!((batch.number, batch.total_minor, batch.collect_on.as_str()), (1, 5990, "2026-11-23"));
        for part in ["<CtrlSum>59.90</CtrlSum>", "<SeqTp>RCUR</SeqTp>", "NL91ABNA0417164300", "2026-0001 RF"]
        {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(text.contains("<ReqdColltnDt>2026-11-23</ReqdColltnDt>") && text.contains("pain.008.001.08"));
        let sealed = batch_store::file(&app.db, &batch.id).await.unwrap().unwrap();
        assert!(!sealed.contains("NL91"));
        assert_eq!(states(&app, &invoice).await, ["sent"]);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_late_collects_on_the_next_day_on_which_the_bank_can() {
    collecting("", |app| async move {
        october(&app).await;
        go_to(&app, "2026-12-23T09:00:00+01:00");
        assert_eq!(made(&app).await.unwrap()[0].collect_on, "2026-12-28");
    })
    .await;
}

#[tokio::test]
async fn what_was_paid_meanwhile_is_not_collected_and_of_a_part_only_the_rest() {
    collecting("", |app| async move {
        let (_, invoice) = october(&app).await;
        settled_by(&app, &invoice, 5000).await;
        go_to(&app, "2026-11-18T09:00:00+01:00");
        assert_eq!(made(&app).await.unwrap()[0].total_minor, 990);
    })
    .await;
    collecting("", |app| async move {
        let (_, invoice) = october(&app).await;
        settled_by(&app, &invoice, 5990).await;
        go_to(&app, "2026-11-18T09:00:00+01:00");
        let page = staff(&app).await.get("/staff/debits").await.said();
        assert!(page.contains("One of them is left out"), "{page}");
        assert_eq!(made(&app).await, Err("debits-nothing-due"));
        assert_eq!(states(&app, &invoice).await, ["cancelled paid"]);
    })
    .await;
}

#[tokio::test]
async fn a_mandate_withdrawn_after_the_file_is_shown_to_be_recalled() {
    collecting("", |app| async move {
        let (invoice, debit) = sent(&app).await;
        let sofie = staff(&app).await;
        assert!(!sofie.get("/staff/debits").await.text().contains("Recall it at the bank"));
        crate::billing::debits::mandates::withdraw(&app, &debit.mandate_id, &Actor::platform())
            .await
            .unwrap();
        assert_eq!(states(&app, &invoice).await, ["sent"]);
        let page = sofie.get("/staff/debits").await.said();
        assert!(
            page.contains("Recall it at the bank") && page.contains("The mandate has ended since"),
            "{page}"
        );
        assert!(say_booked(&app, &debit).await);
        assert!(!sofie.get("/staff/debits").await.text().contains("Recall it at the bank"));
    })
    .await;
}

#[tokio::test]
async fn b10_booked_it_settles_the_invoice_and_returned_it_opens_it_again() {
    collecting("", |app| async move {
        let (invoice, debit) = sent(&app).await;
        assert_eq!(invoice_now(&app, &invoice).await, (5990, "issued".into()), "sending settles nothing");
        assert!(say_booked(&app, &debit).await && say_booked(&app, &debit).await);
        assert_eq!(invoice_now(&app, &invoice).await, (0, "paid".into()));
        assert_eq!(entries::balance(&app.db, &Account::Debtors).await.unwrap(), 0);
        assert!(say_returned(&app, &debit, "MD06").await && say_returned(&app, &debit, "MD06").await);
        assert_eq!(invoice_now(&app, &invoice).await, (5990, "issued".into()));
        assert_eq!(entries::balance(&app.db, &Account::Debtors).await.unwrap(), 5990);
        assert_eq!(entries::balance(&app.db, &Account::Suspense).await.unwrap(), 0);
        assert_eq!(states(&app, &invoice).await, ["returned MD06"]);
        let mails = crate::mail::list(&app.db, "came back", 10, 0).await.unwrap();
        assert_eq!(mails.len(), 1);
        let said = ["had it paid back (MD06)", "NL44RABO0123456789", "RF", "We do not try again"];
        assert!(said.iter().all(|said| mails[0].body.contains(said)), "{}", mails[0].body);
    })
    .await;
}

#[tokio::test]
async fn what_is_booked_though_it_was_paid_becomes_credit_and_goes_back_with_the_return() {
    collecting("", |app| async move {
        let (invoice, debit) = sent(&app).await;
        settled_by(&app, &invoice, 5000).await;
        assert!(say_booked(&app, &debit).await);
        assert_eq!(invoice_now(&app, &invoice).await, (0, "paid".into()));
        assert_eq!(credits::credit(&app.db, &invoice.customer_id).await.unwrap(), 5000);
        assert!(say_returned(&app, &debit, "MD06").await);
        assert_eq!(invoice_now(&app, &invoice).await, (990, "issued".into()));
        assert_eq!(credits::credit(&app.db, &invoice.customer_id).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn for_want_of_money_it_is_tried_once_more_and_then_not_again() {
    collecting("", |app| async move {
        let (invoice, debit) = sent(&app).await;
        go_to(&app, "2026-11-25T09:00:00+01:00");
        assert!(say_returned(&app, &debit, "AM04").await);
        assert_eq!(states(&app, &invoice).await, ["returned AM04", "planned"]);
        let mails = crate::mail::list(&app.db, "came back", 10, 0).await.unwrap();
        assert!(mails[0].body.contains("We try once more on 9 December 2026"), "{}", mails[0].body);
        go_to(&app, "2026-12-07T09:00:00+01:00");
        assert_eq!(made(&app).await.unwrap()[0].collect_on, "2026-12-09");
        let again = store::of_invoice(&app.db, &invoice.id).await.unwrap().remove(1);
        assert!(say_returned(&app, &again, "AM04").await);
        assert_eq!(states(&app, &invoice).await, ["returned AM04", "returned AM04"]);
    })
    .await;
}

#[tokio::test]
async fn what_the_bank_charges_is_posted_once() {
    collecting("", |app| async move {
        let (_, debit) = sent(&app).await;
        for _ in 0..2 {
            let mut tx = app.db.begin().await.unwrap();
            let of = (35, "2026-11-25".parse().unwrap());
            assert!(charged(&app, &mut tx, &debit.end_to_end_id, of).await.unwrap());
            tx.commit().await.unwrap();
        }
        assert_eq!(entries::balance(&app.db, &Account::BankCharges).await.unwrap(), 35);
        let mut tx = app.db.begin().await.unwrap();
        assert!(!booked(&app, &mut tx, "none", "2026-11-25".parse().unwrap()).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_mandate_that_moved_says_so_in_the_next_file() {
    collecting("first = \"FRST\"\nmessage = \"pain.008.001.02\"", |app| async move {
        let (anna, invoice) = october(&app).await;
        go_to(&app, "2026-11-18T09:00:00+01:00");
        let first = made(&app).await.unwrap().remove(0);
        let text = file(&app, &first.id).await.unwrap().1;
        assert!(text.contains("<SeqTp>FRST</SeqTp>") && text.contains("pain.008.001.02"), "{text}");
        assert!(text.contains("<AmdmntInd>false</AmdmntInd>") || !text.contains("AmdmntInd"), "{text}");
        let debit = store::of_invoice(&app.db, &invoice.id).await.unwrap().remove(0);
        assert_eq!(sign(&browser(&app, &anna).await, OTHER_IBAN).await.status, 303);
        go_to(&app, "2026-11-25T09:00:00+01:00");
        say_returned(&app, &debit, "AM04").await;
        go_to(&app, "2026-12-07T09:00:00+01:00");
        let second = made(&app).await.unwrap().remove(0);
        let text = file(&app, &second.id).await.unwrap().1;
        for part in ["<SeqTp>RCUR</SeqTp>", "<AmdmntInd>true</AmdmntInd>", "SMNDA", OTHER_IBAN, "2026-10-01"]
        {
            assert!(text.contains(part), "{part}: {text}");
        }
    })
    .await;
}

#[tokio::test]
async fn b10_files_are_made_by_themselves_before_the_bank_needs_them_and_staff_are_told() {
    collecting("", |app| async move {
        let (_, invoice) = october(&app).await;
        staff(&app).await;
        // Collected on Monday 23 November; the bank needs the file on Thursday the 19th.
        go_to(&app, "2026-11-17T09:00:00+01:00");
        assert_eq!(prepare(&app).await.unwrap(), 0, "there is time");
        go_to(&app, "2026-11-18T00:00:05+01:00");
        assert_eq!(prepare(&app).await.unwrap(), 1);
        assert_eq!(states(&app, &invoice).await, ["sent"]);
        let mails = crate::mail::list(&app.db, "wait to be brought", 10, 0).await.unwrap();
        assert_eq!(mails.len(), 2, "both of staff");
        assert!(mails[0].body.contains("23 November 2026: one debit, €59.90"), "{}", mails[0].body);
        assert_eq!(prepare(&app).await.unwrap(), 0, "once");
    })
    .await;
}

#[tokio::test]
async fn b10_a_day_that_moved_is_told_to_the_customer() {
    collecting("", |app| async move {
        october(&app).await;
        go_to(&app, "2026-11-18T09:00:00+01:00");
        let told = || async { crate::mail::list(&app.db, "collected later", 10, 0).await.unwrap() };
        assert!(told().await.is_empty());
        go_to(&app, "2026-12-23T09:00:00+01:00");
        made(&app).await.unwrap();
        let mails = told().await;
        assert_eq!((mails.len(), mails[0].recipient.as_str()), (1, "anna@bakkerij-anna.test"));
        assert!(mails[0].body.contains("28 December 2026"), "{}", mails[0].body);
    })
    .await;
    collecting("", |app| async move {
        sent(&app).await;
        assert!(crate::mail::list(&app.db, "collected later", 10, 0).await.unwrap().is_empty(), "in time");
    })
    .await;
}
