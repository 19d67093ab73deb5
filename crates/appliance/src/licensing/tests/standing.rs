use super::stage::{Bakery, DAY_MS, revocations, signer};
use crate::accounts::{NewMailbox, create_mailbox, delete_mailbox, disable_mailbox};
use crate::app::Lock;
use crate::licensing::model::Draft;
use crate::licensing::store::{Kept, keep, kept};
use crate::licensing::{Notes, look, rule, warnings};
use crate::testing::{Server, each};
use hostler_kit::ui::Lang;
use hostler_licence::file::{Licence, Maintenance};
use hostler_licence::signed::sign;
use hostler_licence::standing::{Locked, Standing};
use jiff::civil::date;

fn is_open(bakery: &Bakery) -> bool {
    *bakery.app().signals.lock.borrow() == Lock::Open
}

fn said(bakery: &Bakery) -> String {
    let words = crate::web::words::LANGUAGES.of(Lang::En);
    let said = warnings(&bakery.stand(), &words, &bakery.app().zone);
    said.into_iter().map(|one| one.text).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn l9_the_trial_ends_the_product_locks_and_a_licence_unlocks_at_once() {
    each(|db| async move {
        let bakery = Bakery::alone(db).await;
        assert!(is_open(&bakery) && said(&bakery).starts_with("Trial: 30 days left"), "{}", said(&bakery));
        bakery.after_days(29).await;
        assert!(is_open(&bakery) && said(&bakery).starts_with("Trial: 1 day left"), "{}", said(&bakery));
        bakery.after_days(1).await;
        assert!(is_open(&bakery), "the last day is valid until its end");
        let stand = bakery.after_days(1).await;
        let last_day = date(2026, 12, 3);
        assert_eq!(stand.standing, Standing::Locked { why: Locked::TrialEnded { last_day } });
        let since_ms = "2026-12-03T23:00:00Z".parse::<jiff::Timestamp>().unwrap().as_millisecond();
        let locked = Lock::Locked { reason: "trial-ended".into(), since_ms };
        assert_eq!(*bakery.app().signals.lock.borrow(), locked);
        assert!(said(&bakery).starts_with("Locked since"), "{}", said(&bakery));
        bakery.install(&bakery.licence(1)).await.unwrap();
        assert!(is_open(&bakery), "without a restart, without a wait");
        assert_eq!(said(&bakery), "");
    })
    .await;
}

#[tokio::test]
async fn l12_a_clock_set_back_gains_nothing_and_is_told() {
    each(|db| async move {
        let bakery = Bakery::alone(db).await;
        bakery.after_days(31).await;
        assert!(!is_open(&bakery));
        let hostler_kit::time::Clock::Fixed(at) = &bakery.own.clock else { panic!("a clock of tests") };
        at.fetch_sub(20 * DAY_MS, std::sync::atomic::Ordering::SeqCst);
        let stand = bakery.look().await;
        assert_eq!(stand.set_back_ms, Some(20 * DAY_MS));
        assert!(!is_open(&bakery) && said(&bakery).contains("set back by 20 days"), "{}", said(&bakery));
        let stand = look(bakery.app(), 5 * DAY_MS).await.unwrap().unwrap();
        assert_eq!(stand.set_back_ms, Some(25 * DAY_MS), "time goes on all the same");
    })
    .await;
}

#[tokio::test]
async fn l12_a_restored_backup_brings_no_second_trial() {
    each(|db| async move {
        let bakery = Bakery::alone(db).await;
        let db = &bakery.app().db;
        bakery.after_days(40).await;
        let young = bakery.own.clock.now_ms();
        let fresh = crate::licensing::Memory::fresh(young);
        for memory in [fresh.clone(), crate::licensing::Memory { trial_started_at_ms: i64::MAX, ..fresh }] {
            let mut tx = db.begin().await.unwrap();
            let row = Kept { memory, notes: Notes::default(), draft: Draft::default() };
            keep(&mut tx, &row).await.unwrap();
            tx.commit().await.unwrap();
            assert!(bakery.look().await.locked().is_some(), "the machine's file remembers");
        }
        std::fs::remove_file(bakery.file()).unwrap();
        assert!(bakery.look().await.locked().is_some(), "the database remembers");
    })
    .await;
}

#[tokio::test]
async fn l12_a_restored_backup_revives_no_licence() {
    each(|db| async move {
        let bakery = Bakery::licensed(db).await;
        let db = &bakery.app().db;
        let old = kept(db).await.unwrap().unwrap();
        let restore = async || {
            let mut tx = db.begin().await.unwrap();
            keep(&mut tx, &old).await.unwrap();
            tx.commit().await.unwrap();
            bakery.look().await
        };
        let told = bakery.install_text(&revocations(1, &[("lic_bakery", 1)])).await;
        assert_eq!(told.unwrap_err(), "licence-file-not-in-it");
        assert_eq!(restore().await.locked().map(Locked::code), Some("licence-revoked"));
        let newer = bakery.install(&bakery.licence(2)).await.unwrap();
        assert!(newer.in_force().is_some());
        assert_eq!(restore().await.in_force().map(|one| one.serial), Some(2), "the newer file holds on");
        crate::licensing::leave(bakery.app(), &Server::anna(), hostler_licence::registration::GivenUp::Moved)
            .await
            .unwrap();
        assert_eq!(restore().await.locked(), Some(&Locked::GivenUp));
        assert!(!is_open(&bakery));
    })
    .await;
}

#[tokio::test]
async fn l8_a_copy_of_the_data_on_another_machine_is_another_machine() {
    each(|db| async move {
        let bakery = Bakery::licensed(db).await;
        std::fs::remove_file(bakery.file()).unwrap();
        let stand = bakery.look().await;
        assert_eq!(hostler_kit::http::Refuse::code(stand.refused.as_ref().unwrap()), "licence-other-machine");
        assert!(matches!(stand.standing, Standing::Trial { .. }), "the trial goes on where it was");
        assert!(said(&bakery).contains("for another machine"), "{}", said(&bakery));
        assert!(bakery.after_days(31).await.locked().is_some());
    })
    .await;
}

#[tokio::test]
async fn l3_lapsed_maintenance_stops_nothing() {
    each(|db| async move {
        let bakery = Bakery::licensed(db).await;
        for (days, expect) in [(0, ""), (304, "ends in 60 days, on 2 November 2027"), (60, "ends today")] {
            bakery.after_days(days).await;
            assert!(said(&bakery).contains(expect), "{} {days}", said(&bakery));
            assert_eq!(said(&bakery).is_empty(), days == 0, "{days}");
        }
        bakery.after_days(400).await;
        assert!(is_open(&bakery) && bakery.stand().in_force().is_some());
        bakery.own.enter().await;
        let new = NewMailbox {
            address: "bram@mail.bakery.test".into(),
            name: "Bram Visser".into(),
            ..NewMailbox::default()
        };
        create_mailbox(bakery.app(), &Server::anna(), &new).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn p9_past_the_licensed_number_is_refused_by_the_licences_own_rule() {
    each(|db| async move {
        let bakery = Bakery::alone(db).await;
        let cookie = bakery.own.enter().await;
        let new = |name: &str| NewMailbox {
            address: format!("{name}@mail.bakery.test"),
            name: name.into(),
            ..NewMailbox::default()
        };
        let make = async |name: &str| create_mailbox(bakery.app(), &Server::anna(), &new(name)).await;
        for name in ["bram", "cees"] {
            make(name).await.unwrap();
        }
        let small = Licence { users: 2, add_ons: vec![], ..bakery.licence(1) };
        bakery.install(&small).await.unwrap();
        assert_eq!(rule(bakery.app()).name(), "connect/licence/7");
        let page = bakery.own.get("/mailboxes", Some(&cookie)).await;
        let csrf = crate::entrance::tests::stage::csrf(&page);
        let fields =
            format!("csrf={csrf}&address=dirk%40mail.bakery.test&name=Dirk&password=vier+broden+en+taart");
        let sent =
            crate::entrance::tests::stage::Sent { cookie: Some(&cookie), body: Some(&fields), headers: &[] };
        let answer = bakery.own.send("POST", "/mailboxes", sent).await;
        assert_eq!(answer.status, 422);
        let words = "Your licence is for 2 users and 3 count now. Everything that exists keeps working.";
        assert!(answer.body.contains(words), "{}", answer.body);
        assert!(answer.body.contains("<a href=\"/licence\">"), "the way out is a link");
        bakery.install(&Licence { users: 4, serial: 2, ..small }).await.unwrap();
        let dirk = make("dirk").await.unwrap();
        assert!(make("eva").await.is_err());
        disable_mailbox(bakery.app(), &Server::anna(), &dirk.id).await.unwrap();
        assert!(make("eva").await.is_err(), "D3");
        delete_mailbox(bakery.app(), &Server::anna(), &dirk.id).await.unwrap();
        make("eva").await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn l8_changed_hardware_is_told_and_stops_nothing() {
    each(|db| async move {
        let bakery = Bakery::licensed(db).await;
        let stand = bakery.rebuilt().await;
        assert!(
            stand.in_force().is_some() && said(&bakery).contains("Register it again"),
            "{}",
            said(&bakery)
        );
        bakery.install(&bakery.licence(2)).await.unwrap();
        assert_eq!(said(&bakery), "");
    })
    .await;
}

#[tokio::test]
async fn l13_a_day_of_maintenance_ends_where_the_customer_is() {
    each(|db| async move {
        let bakery = Bakery::alone(db).await;
        let maintenance = Maintenance {
            first_day: date(2025, 11, 4),
            last_day: date(2026, 11, 3),
            zone: "Pacific/Kiritimati".into(),
        };
        let there = Licence { maintenance: maintenance.clone(), ..bakery.licence(1) };
        bakery.install(&there).await.unwrap();
        assert_eq!(said(&bakery), "", "at noon here it is the next day there");
        let zone = "America/Los_Angeles".to_string();
        let here = Licence { maintenance: Maintenance { zone, ..maintenance }, serial: 2, ..there };
        bakery.install_text(&sign(&here, &signer())).await.unwrap();
        assert!(said(&bakery).contains("ends today, 3 November 2026"), "{}", said(&bakery));
    })
    .await;
}
