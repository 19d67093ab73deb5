//! L7: from a key to a licence file.

use super::*;
use crate::licences::{self, check, look_up, revoke};
use crate::testing::{customer, go_to, on_each_engine};
use hostler_licence::file::{Here, Revocations};
use hostler_wire::registration::{Held, KeyState, Standing};
use jiff::civil::date;

#[tokio::test]
async fn l2_registration_starts_the_year_and_the_file_says_all() {
    on_each_engine(|app| async move {
        let (bakery, _) = customer(&app, "anna").await;
        let keys = issued(&app, &bakery, &[with_antivirus(base(), 5)]).await;
        assert_eq!(keys[0].number.as_deref(), Some("L-000001"));
        go_to(&app, "2026-12-31T23:30:00Z");
        let mail = Box::new(1);
        let answer = mail.registers(&app, &text(&keys[0]), &[]).await.unwrap();
        let file = opened(&app, &answer).await;
        assert_eq!(
            (file.serial, file.number.as_str(), file.holder.as_str()),
            (1, "L-000001", "Bakkerij Anna")
        );
        assert_eq!(file.machines, std::slice::from_ref(&mail.id));
        assert_eq!((file.users, file.add_ons[0].users), (5, 5));
        // In Amsterdam the new year has begun.
        assert_eq!(file.maintenance.first_day, date(2027, 1, 1));
        assert_eq!(file.maintenance.last_day, date(2027, 12, 31));
        assert_eq!((file.bought, file.rule.name().as_str()), (date(2026, 10, 1), "connect/licence/1"));
        let here =
            Here { product: "connect", machine: &mail.id, seen: &[], given_up: &[], revocations: None };
        file.fits(&here).unwrap();
        assert_eq!(answer.explanation.len(), 3, "users, add-on, registration");
        assert_eq!(answer.explanation[0].hint.as_deref(), Some(keys[0].hint.as_str()));
    })
    .await;
}

#[tokio::test]
async fn l7_the_same_request_gets_the_same_answer_and_the_same_machine_may_ask_again() {
    on_each_engine(|app| async move {
        let (bakery, _) = customer(&app, "anna").await;
        let key = text(&issued(&app, &bakery, &[base()]).await[0]);
        let mail = Box::new(1);
        let first = mail.registers(&app, &key, &[]).await.unwrap();
        go_to(&app, "2027-03-01T08:00:00Z");
        let second = mail.registers(&app, &key.to_lowercase().replace('-', " "), &[]).await.unwrap();
        let again = mail.registers(&app, &key, &[]).await.unwrap();
        assert_eq!((&again.licence_file, again.serial), (&first.licence_file, 1), "word for word");
        assert_eq!(
            (second.serial, second.explanation),
            (2, first.explanation),
            "typed otherwise: asked anew"
        );
        // A clock that is far off does not matter.
        let far = Request { issued_at_ms: -5_000_000, nonce: "ff".into(), ..mail.asks(&key, &[]) };
        assert_eq!(register(&app, &mail.signs(&far)).await.unwrap().serial, 3);
    })
    .await;
}

#[tokio::test]
async fn l7_what_a_key_is_and_who_is_told_where() {
    on_each_engine(|app| async move {
        let (bakery, _) = customer(&app, "anna").await;
        let (florist, _) = customer(&app, "bram").await;
        let key = text(&issued(&app, &bakery, &[base()]).await[0]);
        let found = look_up(&app, None, &key).await.unwrap();
        assert_eq!((found.state, found.grant.users), (KeyState::Free, 5));
        assert_eq!(found.licence.unwrap().held, Held::ByNobody);
        let mail = Box::new(1);
        mail.registers(&app, &key, &[]).await.unwrap();
        for (whose, expect) in [
            (None, None),
            (Some(licences::For::Customer(&florist.id)), None),
            (Some(licences::For::Customer(&bakery.id)), Some(mail.host.clone())),
            (Some(licences::For::Staff), Some(mail.host.clone())),
        ] {
            let found = look_up(&app, whose, &key).await.unwrap();
            let licence = found.licence.unwrap();
            assert_eq!(
                (found.state, licence.held, licence.host),
                (KeyState::Redeemed, Held::ByAMachine, expect)
            );
        }
    })
    .await;
}

#[tokio::test]
async fn l8_of_many_machines_at_the_same_instant_one_holds_the_licence() {
    on_each_engine(|app| async move {
        let (bakery, _) = customer(&app, "anna").await;
        let key = text(&issued(&app, &bakery, &[base()]).await[0]);
        let mut racing = tokio::task::JoinSet::new();
        for seed in 1..=24 {
            let (app, key) = (app.clone(), key.clone());
            racing.spawn(async move {
                Box::new(seed).registers(&app, &key, &[]).await.map_err(|fault| fault.code)
            });
        }
        let answers = racing.join_all().await;
        let won: Vec<&Registered> = answers.iter().filter_map(|answer| answer.as_ref().ok()).collect();
        assert_eq!((won.len(), won[0].serial), (1, 1));
        assert!(
            answers.iter().filter_map(|answer| answer.as_ref().err()).all(|code| *code == "licence-held")
        );
        let file = opened(&app, won[0]).await;
        assert_eq!(file.machines.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn l6_of_two_licences_that_want_one_key_at_the_same_instant_one_gets_it() {
    on_each_engine(|app| async move {
        let (bakery, _) = customer(&app, "anna").await;
        let bases = issued(&app, &bakery, &vec![base(); 8]).await;
        let pack = text(&issued(&app, &bakery, &[wish(GrantKind::Users, 5, 0)]).await[0]);
        let mut racing = tokio::task::JoinSet::new();
        for (seed, base) in (1..).zip(&bases) {
            let (app, base, pack) = (app.clone(), text(base), pack.clone());
            racing.spawn(async move {
                let answer = Box::new(seed).registers(&app, &base, &[&pack]).await;
                answer.map(|_| "won").unwrap_or_else(|fault| fault.code)
            });
        }
        let mut answers = racing.join_all().await;
        answers.sort_unstable();
        assert_eq!(answers.iter().filter(|answer| **answer == "won").count(), 1, "{answers:?}");
        assert!(answers.iter().all(|answer| ["won", "key-used"].contains(answer)), "{answers:?}");
        let mut users = 0;
        for base in &bases {
            users += licences::find(&app.db, &licence_of(base)).await.unwrap().unwrap().users;
        }
        assert_eq!(users, 10, "five of the one that won, and its pack");
    })
    .await;
}

#[tokio::test]
async fn l12_a_check_tells_what_is_new() {
    on_each_engine(|app| async move {
        let (bakery, _) = customer(&app, "anna").await;
        let keys = issued(&app, &bakery, &[base()]).await;
        let (mail, stranger) = (Box::new(1), Box::new(2));
        let answer = mail.registers(&app, &text(&keys[0]), &[]).await.unwrap();
        let standing = async |machine: &Box, serial| {
            check(&app, &machine.check(&answer.licence, serial)).await.unwrap().standing
        };
        assert_eq!(standing(&mail, 1).await, Standing::Current);
        assert_eq!(standing(&mail, 9).await, Standing::Current, "the platform was restored from a backup");
        assert_eq!(standing(&mail, 0).await, Standing::Newer);
        assert_eq!(standing(&stranger, 1).await, Standing::NotHere);
        let unknown = Check { licence: "lic_1".into(), ..mail.check("", 1) };
        assert_eq!(check(&app, &unknown).await.unwrap().standing, Standing::Unknown);

        let known = Check { keyring: 1, revocations: 1, ..mail.check(&answer.licence, 1) };
        let nothing = check(&app, &known).await.unwrap();
        assert_eq!((nothing.licence_file, nothing.keyring, nothing.revocations), (None, None, None));
        let by = Actor::platform();
        revoke(&app, &by, &licence_of(&keys[0]), "paid back").await.unwrap();
        let told = check(&app, &known).await.unwrap();
        assert_eq!(told.standing, Standing::Revoked);
        let ring = keyring(&app, &answer.keyring).await;
        let list: Revocations = ring.open(&told.revocations.unwrap()).unwrap();
        assert_eq!((list.number, list.find(&answer.licence, 1).unwrap().reason.as_str()), (2, "paid back"));
        assert_eq!(code(mail.registers_again(&app, &text(&keys[0]), "2").await), "licence-revoked");
        assert_eq!(code(revoke(&app, &by, &licence_of(&keys[0]), "again").await), "licence-revoked-before");

        licences::restore(&app, &by, &licence_of(&keys[0]), "paid after all").await.unwrap();
        let back = check(&app, &known).await.unwrap();
        let file: file::Licence = ring.open(&back.licence_file.unwrap()).unwrap();
        assert_eq!((back.standing, file.serial), (Standing::Newer, 2));
        assert!(list.find(&answer.licence, file.serial).is_none(), "the new file holds");
    })
    .await;
}

#[tokio::test]
async fn l13_a_licences_days_are_those_of_the_machine_that_registers_it_first() {
    on_each_engine(|app| async move {
        let (bakery, _) = customer(&app, "anna").await;
        let key = text(&issued(&app, &bakery, &[base()]).await[0]);
        // In Amsterdam it is still the first of October, in Auckland the second.
        go_to(&app, "2026-10-01T20:00:00+02:00");
        let mail = Box::new(1);
        let asked = async |zone: &str, nonce: &str| {
            let mut request = Request { nonce: nonce.into(), ..mail.asks(&key, &[]) };
            request.machine.zone = zone.into();
            let answer = register(&app, &mail.signs(&request)).await.unwrap();
            opened(&app, &answer).await.maintenance
        };
        let first = asked("Pacific/Auckland", "1").await;
        assert_eq!((first.zone.as_str(), first.first_day), ("Pacific/Auckland", date(2026, 10, 2)));
        assert_eq!(asked("Europe/Amsterdam", "2").await, first, "the first one stays");
    })
    .await;
}
