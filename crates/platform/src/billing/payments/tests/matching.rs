use super::*;
use crate::testing::on_each_engine;

/// The day after the invoices, with these lines.
fn day(lines: Vec<Line>) -> Day {
    Day { lines, ..Day::new("2026-11-09", 1, 0) }
}

async fn state(app: &App, customer: &Customer) -> (i64, String) {
    let invoice = invoice_of(app, customer).await;
    (invoice.open_minor, invoice.state)
}

async fn credit(app: &App, customer: &Customer) -> i64 {
    received(app, &customer.id).await.unwrap().credit_minor
}

#[tokio::test]
async fn b10_a_reference_settles_whoever_pays_and_however_it_is_written() {
    on_each_engine(|app| async move {
        let (companies, _) = billed(&app, &["anna", "bram"]).await;
        let references: Vec<String> =
            [invoice_of(&app, &companies[0]).await, invoice_of(&app, &companies[1]).await]
                .iter()
                .map(|invoice| invoices::reference(&invoice.number))
                .collect();
        let spaced: Vec<String> = references[1]
            .as_bytes()
            .chunks(4)
            .map(|part| String::from_utf8_lossy(part).to_lowercase())
            .collect();
        let words = format!("Betaling kenmerk {} bedankt", spaced.join(" "));
        let day = day(vec![
            Line { reference: references[0].clone(), ..Line::of(5990, "Oma", "").from_account(ANNA) },
            Line::of(6000, "Bram", &words),
        ]);
        let imported = taken(&app, &day).await.unwrap();
        assert_eq!((imported.payments, imported.settled, imported.suggested), (2, 2, 0));
        assert_eq!(state(&app, &companies[0]).await, (0, "paid".into()));
        assert_eq!(state(&app, &companies[1]).await, (0, "paid".into()));
        assert_eq!((credit(&app, &companies[0]).await, credit(&app, &companies[1]).await), (0, 10));
        check_books(&app).await;
    })
    .await;
}

#[tokio::test]
async fn b10_part_payment_then_the_rest_then_once_more_becomes_credit() {
    on_each_engine(|app| async move {
        let (companies, _) = billed(&app, &["anna"]).await;
        let number = invoice_of(&app, &companies[0]).await.number;
        let line = |amount: i64, words: &str| Line::of(amount, "Bakkerij Anna", words).from_account(ANNA);
        let first = day(vec![line(5000, &format!("factuur {number}"))]);
        taken(&app, &first).await.unwrap();
        assert_eq!(state(&app, &companies[0]).await, (990, "issued".into()));
        // The account is known now, and the amount is exact.
        let second = Day { lines: vec![line(990, "rest")], ..first.next() };
        taken(&app, &second).await.unwrap();
        assert_eq!(state(&app, &companies[0]).await, (0, "paid".into()));
        let reference = invoices::reference(&number);
        let third = Day { lines: vec![line(5990, &reference)], ..second.next() };
        taken(&app, &third).await.unwrap();
        assert_eq!(credit(&app, &companies[0]).await, 5990);
        let why: Vec<String> = {
            let mut why = Vec::new();
            for payment in payments(&app).await {
                why.extend(matches_of(&app, &payment).await.into_iter().map(|one| one.why));
            }
            why
        };
        assert_eq!(why, ["reference", "account-amount", "number"]);
        check_books(&app).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_not_certain_is_suggested_only() {
    on_each_engine(|app| async move {
        let (companies, _) = billed(&app, &["anna", "bram"]).await;
        let day = day(vec![
            // Exact amount, name of nobody.
            Line::of(5990, "Onbekend", "abonnement"),
            // A number in the words, but another payer and amount.
            Line::of(4000, "Onbekend", "mijn order 2026-0001"),
            Line::of(123, "Onbekend", "?"),
        ]);
        let imported = taken(&app, &day).await.unwrap();
        assert_eq!((imported.payments, imported.settled, imported.suggested), (3, 0, 2));
        assert_eq!(state(&app, &companies[0]).await.0, 5990);
        let all = payments(&app).await;
        let exact = all.iter().find(|payment| payment.amount_minor == 5990).unwrap();
        assert_eq!(suggestions(&app, exact).await.unwrap().len(), 2);
        check_books(&app).await;
        // Somebody takes it for Bram's, then sees that it was wrong.
        let number = invoice_of(&app, &companies[1]).await.number;
        let plans = suggestions(&app, exact).await.unwrap();
        let plan = plans.into_iter().find(|plan| plan.words.contains(&number)).unwrap();
        let sofie = Actor::new("per_sofie", "Sofie");
        settle_by_hand(&app, &sofie, &exact.id, plan.parts.clone()).await.unwrap();
        assert_eq!(state(&app, &companies[1]).await, (0, "paid".into()));
        check_books(&app).await;
        let done = matches_of(&app, exact).await.remove(0);
        undo(&app, &sofie, &done.id).await.unwrap();
        assert_eq!(undo(&app, &sofie, &done.id).await.unwrap_err().code, "match-undone-before");
        assert_eq!(state(&app, &companies[1]).await, (5990, "issued".into()));
        check_books(&app).await;
        // Once more is not the same as before, and both stay written.
        settle_by_hand(&app, &sofie, &exact.id, plan.parts).await.unwrap();
        assert_eq!(state(&app, &companies[1]).await, (0, "paid".into()));
        assert_eq!(matches_of(&app, exact).await.len(), 2);
        check_books(&app).await;
    })
    .await;
}

#[tokio::test]
async fn one_payment_for_several_invoices_is_split_by_hand_or_by_its_references() {
    on_each_engine(|app| async move {
        let (companies, _) = billed(&app, &["anna", "bram"]).await;
        let numbers =
            [invoice_of(&app, &companies[0]).await.number, invoice_of(&app, &companies[1]).await.number];
        let listed = numbers.each_ref().map(|number| invoices::reference(number)).join(" ");
        taken(&app, &day(vec![Line::of(10_000, "Boekhouder", &listed)])).await.unwrap();
        assert_eq!(state(&app, &companies[0]).await.0, 0);
        assert_eq!(state(&app, &companies[1]).await.0, 1980);
        let payment = payments(&app).await.remove(0);
        let sofie = Actor::new("per_sofie", "Sofie");
        for done in matches_of(&app, &payment).await {
            undo(&app, &sofie, &done.id).await.unwrap();
        }
        let part = |number: &str, amount_minor| Part::Invoice { invoice: number.into(), amount_minor };
        let answer = |parts: Vec<Part>| {
            let (app, id, sofie) = (app.clone(), payment.id.clone(), sofie.clone());
            async move { settle_by_hand(&app, &sofie, &id, parts).await.map_err(|fault| fault.code) }
        };
        for (parts, code) in [
            (vec![], "payment-no-parts"),
            (vec![part(&numbers[0], 5990), part(&numbers[1], 5990)], "payment-more-than-open"),
            (vec![part(&numbers[0], -1)], "payment-wrong-way"),
            (vec![part(&numbers[0], 6000)], "settle-more-than-open"),
            (vec![part("2026-9999", 1)], "payment-no-invoice"),
        ] {
            assert_eq!(answer(parts).await.unwrap_err(), code);
        }
        let book = |account: &str, words: &str| Part::Account {
            account: account.into(),
            words: words.into(),
            amount_minor: 10,
        };
        assert_eq!(answer(vec![book("debtors", "x")]).await.unwrap_err(), "payment-no-account");
        assert_eq!(answer(vec![book("other:rent", " ")]).await.unwrap_err(), "payment-no-words");
        let credit = Part::Credit { customer: companies[0].id.clone(), amount_minor: 3000 };
        // Without an amount: all that is open of the first.
        let parts =
            vec![part(&numbers[0], 0), part(&numbers[1], 1000), credit, book("other:interest", "Rente")];
        assert_eq!(answer(parts).await.unwrap().state, "settled");
        check_books(&app).await;
    })
    .await;
}

#[tokio::test]
async fn b10_credit_is_paid_back_once_it_leaves_the_account() {
    on_each_engine(|app| async move {
        let (companies, _) = billed(&app, &["anna"]).await;
        let reference = invoices::reference(&invoice_of(&app, &companies[0]).await.number);
        let first = day(vec![Line::of(8000, "Bakkerij Anna", &reference).from_account(ANNA)]);
        taken(&app, &first).await.unwrap();
        let sofie = Actor::new("per_sofie", "Sofie");
        let wish = |amount_minor: i64, iban: &str| Wish {
            customer: companies[0].id.clone(),
            amount_minor,
            iban: iban.into(),
            name: String::new(),
        };
        for (wish, code) in [
            (wish(2011, ANNA), "refund-more-than-credit"),
            (wish(2010, "NL91ABNA0417164301"), "refund-no-iban"),
            (wish(0, ANNA), "payment-no-amount"),
        ] {
            assert_eq!(ask_refund(&app, &sofie, &wish).await.unwrap_err().code, code);
        }
        let given_up = ask_refund(&app, &sofie, &wish(2010, ANNA)).await.unwrap();
        assert_eq!(credit(&app, &companies[0]).await, 0);
        check_books(&app).await;
        withdraw_refund(&app, &sofie, &given_up.id).await.unwrap();
        assert_eq!(withdraw_refund(&app, &sofie, &given_up.id).await.unwrap_err().code, "refund-done");
        assert_eq!(credit(&app, &companies[0]).await, 2010);
        ask_refund(&app, &sofie, &wish(2010, ANNA)).await.unwrap();
        let paid = Day {
            lines: vec![Line::of(-2010, "Bakkerij Anna", "teruggave").from_account(ANNA)],
            ..first.next()
        };
        assert_eq!(taken(&app, &paid).await.unwrap().settled, 1);
        check_books(&app).await;
        assert_eq!(
            (credit(&app, &companies[0]).await, balance(&app.db, &Account::CustomerCredit).await.unwrap()),
            (0, 0)
        );
        // Credit that is used cannot be taken back from under it.
        let done = payments(&app).await.into_iter().find(|payment| payment.amount_minor == 8000).unwrap();
        let credited = matches_of(&app, &done).await.into_iter().find(|one| one.kind == "credit").unwrap();
        assert_eq!(undo(&app, &sofie, &credited.id).await.unwrap_err().code, "match-credit-used");
    })
    .await;
}

#[tokio::test]
async fn what_the_bank_keeps_is_the_banks_charge_and_the_invoice_is_paid() {
    on_each_engine(|app| async move {
        let (companies, _) = billed(&app, &["anna"]).await;
        let reference = invoices::reference(&invoice_of(&app, &companies[0]).await.number);
        let line = Line { reference, charges_minor: 250, ..Line::of(5740, "Bakkerij Anna", "") };
        taken(&app, &day(vec![line])).await.unwrap();
        assert_eq!(state(&app, &companies[0]).await, (0, "paid".into()));
        assert_eq!(balance(&app.db, &Account::BankCharges).await.unwrap(), 250);
        check_books(&app).await;
    })
    .await;
}

#[tokio::test]
async fn b10_a_payment_that_came_before_its_invoice_is_settled_when_it_is_issued() {
    on_each_engine(|app| async move {
        let (company, owner) = customer(&app, "anna").await;
        let mut journal = Journal::of(&server(&app, &owner, "bakkerij").await);
        journal.create("2026-10-01T09:00:00+02:00", 1..=10);
        go_to(&app, "2026-11-02T09:00:00+01:00");
        journal.send(&app).await;
        let line = |words: &str| Line::of(5990, "Oma", words).from_account(BRAM);
        let early = Day::new("2026-11-01", 1, 0).line(line("factuur 2026-0001")).line(line("zomaar"));
        taken(&app, &early).await.unwrap();
        assert_eq!(super::super::again::look_again(&app).await.unwrap(), 0, "there is no invoice");
        let sofie = testing::person(&app, None, "Sofie", Role::Staff).await;
        close(&app, "2026-10".parse().unwrap(), &sofie).await.unwrap();
        work(&app).await;
        assert_eq!(super::super::again::look_again(&app).await.unwrap(), 1, "by number and amount");
        assert_eq!(state(&app, &company).await, (0, "paid".into()));
        check_books(&app).await;
        let settled = payments(&app).await.into_iter().find(|payment| payment.state == "settled").unwrap();
        let matched = matches_of(&app, &settled).await.remove(0);
        undo(&app, &sofie.actor(), &matched.id).await.unwrap();
        assert_eq!(super::super::again::look_again(&app).await.unwrap(), 0, "staff took it back");
        check_books(&app).await;
    })
    .await;
}
