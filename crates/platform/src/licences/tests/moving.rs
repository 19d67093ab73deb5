//! L8: a licence leaves one machine and comes to another.

use super::*;
use crate::licences::{Declaration, For, check, declare_offline, leave, store};
use crate::testing::{customer, go_to, on_each_engine};
use hostler_wire::registration::{Outcome, Standing};

#[tokio::test]
async fn l8_a_receipt_frees_the_licence_once() {
    on_each_engine(|app| async move {
        let (bakery, _) = customer(&app, "anna").await;
        let key = text(&issued(&app, &bakery, &[base()]).await[0]);
        let (old, new) = (Box::new(1), Box::new(2));
        let first = old.registers(&app, &key, &[]).await.unwrap();
        let held = new.registers(&app, &key, &[]).await.unwrap_err();
        assert_eq!((held.code, held.args["number"].as_str()), ("licence-held", "L-000001"));
        let receipt = old.receipt(&first.licence, 1, 2_000);
        assert_eq!(leave(&app, &receipt).await.unwrap().outcome, Outcome::Freed);
        assert_eq!(leave(&app, &receipt).await.unwrap().outcome, Outcome::KnownBefore);
        let moved = new.registers(&app, &key, &[]).await.unwrap();
        assert_eq!((moved.serial, opened(&app, &moved).await.machines), (2, vec![new.id.clone()]));
        assert_eq!(leave(&app, &receipt).await.unwrap().outcome, Outcome::KnownBefore);
        let standing = check(&app, &new.check(&first.licence, 2)).await.unwrap().standing;
        assert_eq!(standing, Standing::Current, "an old receipt took nothing from the new machine");
        assert_eq!(check(&app, &old.check(&first.licence, 1)).await.unwrap().standing, Standing::NotHere);

        // Back again: receipts of the first stay say nothing about the second.
        leave(&app, &new.receipt(&first.licence, 2, 1)).await.unwrap();
        let back = old.registers_again(&app, &key, "back").await.unwrap();
        assert_eq!(leave(&app, &receipt).await.unwrap().outcome, Outcome::KnownBefore);
        let last = old.receipt(&first.licence, back.serial, 1_000);
        assert_eq!(leave(&app, &last).await.unwrap().outcome, Outcome::Freed);
    })
    .await;
}

#[tokio::test]
async fn l8_a_receipt_that_a_later_registration_overtook_changes_nothing() {
    on_each_engine(|app| async move {
        let (bakery, _) = customer(&app, "anna").await;
        let key = text(&issued(&app, &bakery, &[base()]).await[0]);
        let mail = Box::new(1);
        let first = mail.registers(&app, &key, &[]).await.unwrap();
        let late = mail.receipt(&first.licence, 1, 2_000);
        let again = Request { nonce: "2".into(), issued_at_ms: 3_000, ..mail.asks(&key, &[]) };
        register(&app, &mail.signs(&again)).await.unwrap();
        assert_eq!(leave(&app, &late).await.unwrap().outcome, Outcome::KnownBefore);
        // The answer to the second request may have been lost: a receipt written after it counts.
        let after = mail.receipt(&first.licence, 1, 4_000);
        assert_eq!(leave(&app, &after).await.unwrap().outcome, Outcome::Freed);
    })
    .await;
}

#[tokio::test]
async fn l8_nobody_gives_up_the_licence_of_another_machine() {
    on_each_engine(|app| async move {
        let (bakery, _) = customer(&app, "anna").await;
        let key = text(&issued(&app, &bakery, &[base()]).await[0]);
        let (mail, thief) = (Box::new(1), Box::new(2));
        let first = mail.registers(&app, &key, &[]).await.unwrap();
        assert_eq!(code(leave(&app, &thief.receipt(&first.licence, 1, 5_000)).await), "receipt-of-stranger");
        assert_eq!(code(leave(&app, &mail.receipt("lic_1", 1, 5_000)).await), "receipt-of-stranger");
        assert_eq!(code(leave(&app, &mail.receipt(&first.licence, 7, 5_000)).await), "receipt-of-future");
        let mut altered = mail.receipt(&first.licence, 1, 5_000);
        altered.replace_range(30..31, if &altered[30..31] == "A" { "B" } else { "A" });
        assert_eq!(code(leave(&app, &altered).await), "file-altered");
        assert_eq!(check(&app, &mail.check(&first.licence, 1)).await.unwrap().standing, Standing::Current);
    })
    .await;
}

#[tokio::test]
async fn l8_two_that_stand_in_for_each_other_register_as_one() {
    on_each_engine(|app| async move {
        let (bakery, _) = customer(&app, "anna").await;
        let key = text(&issued(&app, &bakery, &[base()]).await[0]);
        let (main, spare, third) = (Box::new(1), Box::new(2), Box::new(3));
        let first = main.registers(&app, &key, &[]).await.unwrap();
        let stands_in = |machine: &Box| {
            let request = Request { partner: Some(main.id.clone()), ..machine.asks(&key, &[]) };
            machine.signs(&request)
        };
        let pair = register(&app, &stands_in(&spare)).await.unwrap();
        assert_eq!(opened(&app, &pair).await.machines, [main.id.clone(), spare.id.clone()]);
        let news = check(&app, &main.check(&first.licence, 1)).await.unwrap();
        assert_eq!((news.standing, news.licence_file), (Standing::Newer, Some(pair.licence_file)));
        assert_eq!(code(register(&app, &stands_in(&third)).await), "licence-held-by-pair");
        // The main one leaves: the other holds the licence alone, and its file says so.
        leave(&app, &main.receipt(&first.licence, 2, 9_000)).await.unwrap();
        let alone = check(&app, &spare.check(&first.licence, 2)).await.unwrap();
        let ring = keyring(&app, &first.keyring).await;
        let file: file::Licence = ring.open(&alone.licence_file.unwrap()).unwrap();
        assert_eq!((file.serial, file.machines), (3, vec![spare.id.clone()]));
        let holders = store::machines::current_now(&app.db, &first.licence.parse().unwrap()).await.unwrap();
        assert_eq!((holders.len(), holders[0].part.as_str()), (1, "main"));
    })
    .await;
}

#[tokio::test]
async fn l8_declaring_a_machine_offline_is_capped_for_customers() {
    on_each_engine(|app| async move {
        let (bakery, anna) = customer(&app, "anna").await;
        let (florist, bram) = customer(&app, "bram").await;
        let keys = issued(&app, &bakery, &[base()]).await;
        let (id, key) = (licence_of(&keys[0]), text(&keys[0]));
        let burnt = Declaration { machine: None, reason: "it burnt down".into() };
        let anna_says =
            async || declare_offline(&app, &anna.actor(), For::Customer(&bakery.id), (&id, &burnt)).await;
        assert_eq!(code(anna_says().await), "licence-not-held");
        for seed in 1..=2 {
            Box::new(seed).registers(&app, &key, &[]).await.unwrap();
            let not_his =
                declare_offline(&app, &bram.actor(), For::Customer(&florist.id), (&id, &burnt)).await;
            assert_eq!(code(not_his), "not-found");
            anna_says().await.unwrap();
        }
        Box::new(3).registers(&app, &key, &[]).await.unwrap();
        let capped = anna_says().await.unwrap_err();
        assert_eq!((capped.code, capped.args["most"].as_str()), ("offline-moves-used-up", "2"));
        let no_reason = Declaration { reason: "  ".into(), ..burnt.clone() };
        let staff = async |declaration| {
            declare_offline(&app, &Actor::platform(), For::Staff, (&id, declaration)).await
        };
        assert_eq!(code(staff(&no_reason).await), "reason-missing");
        staff(&burnt).await.unwrap();
        Box::new(4).registers(&app, &key, &[]).await.unwrap();
        go_to(&app, "2027-10-02T08:00:00Z");
        anna_says().await.unwrap();
    })
    .await;
}
