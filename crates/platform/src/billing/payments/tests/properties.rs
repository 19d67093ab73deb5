//! Random statements against random invoices: whatever comes in whatever order, and however often, every cent on the
//! bank account is either taken off an invoice, somebody's credit, or still in suspense.

use super::*;
use crate::testing::bank::{Bank, camt};
use crate::testing::on_each_engine;
use hostler_kit::random::Random;

fn below(random: &Random, most: u32) -> u32 {
    u32::from_be_bytes(random.bytes::<4>()) % most
}

/// Some payment: right, too much, too little, by reference, number, account, name, or of a stranger.
fn line(random: &Random, numbers: &[String]) -> Line {
    let number = &numbers[below(random, numbers.len() as u32) as usize];
    let amount = [5990, 5990, 11_980, 3000, 7000, -1200][below(random, 6) as usize];
    let words = match below(random, 4) {
        0 => invoices::reference(number),
        1 => format!("factuur {number}"),
        2 => numbers.iter().map(|number| invoices::reference(number)).collect::<Vec<_>>().join(" "),
        _ => String::new(),
    };
    let name = ["Bakkerij Anna", "Bakkerij Bram", "Onbekend"][below(random, 3) as usize];
    let iban = [ANNA, BRAM, ""][below(random, 3) as usize];
    let charges_minor = if below(random, 5) == 0 { 250 } else { 0 };
    let bank_reference = format!("B{}", below(random, 1_000_000));
    Line { charges_minor, bank_reference, ..Line::of(amount, name, &words).from_account(iban) }
}

fn days(random: &Random, numbers: &[String]) -> Vec<Day> {
    let mut days = vec![Day::new("2026-11-03", 1, 50_000)];
    for _ in 0..6 {
        let last = days.last_mut().unwrap();
        last.lines = (0..below(random, 4)).map(|_| line(random, numbers)).collect();
        let next = last.next();
        days.push(next);
    }
    days
}

#[tokio::test]
async fn every_cent_on_the_account_is_settled_credited_or_in_suspense() {
    on_each_engine(|app| async move {
        let (companies, _) = billed(&app, &["anna", "bram"]).await;
        let numbers =
            [invoice_of(&app, &companies[0]).await.number, invoice_of(&app, &companies[1]).await.number];
        let random = Random::seeded(11);
        let days = days(&random, &numbers);
        let sofie = Actor::new("per_sofie", "Sofie");
        for (at, day) in days.iter().enumerate() {
            taken(&app, day).await.unwrap();
            check_books(&app).await;
            // An earlier day once more, and all of them in one file.
            let again = &days[below(&random, at as u32 + 1) as usize];
            assert_eq!(taken(&app, again).await.unwrap().payments, 0);
            let all = camt(&days[..=at], "001.02").into_bytes();
            assert_eq!(import(&app, &sofie, "all", all).await.unwrap().payments, 0);
            let older = again.mt940(Bank::Ing).into_bytes();
            assert_eq!(import(&app, &sofie, "older", older).await.unwrap().payments, 0);
            check_books(&app).await;
        }
        // Somebody takes suggestions and takes matches back, in any order.
        for payment in payments(&app).await {
            if let Some(plan) = suggestions(&app, &payment).await.unwrap().into_iter().next() {
                settle_by_hand(&app, &sofie, &payment.id, plan.parts).await.unwrap();
            }
            check_books(&app).await;
        }
        for payment in payments(&app).await {
            for done in matches_of(&app, &payment).await {
                match undo(&app, &sofie, &done.id).await {
                    Ok(_) => {}
                    Err(fault) => assert_eq!(fault.code, "match-credit-used"),
                }
            }
            check_books(&app).await;
        }
    })
    .await;
}
