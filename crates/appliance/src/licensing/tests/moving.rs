use super::stage::{BASE, USERS};
use super::stage::{Bakery, owner, typed};
use crate::app::Lock;
use crate::licensing::{Command, Refusal, Wish, in_english, leave, leave_behind, run_command};
use crate::testing::{Server, each};
use hostler_kit::http::Refuse;
use hostler_licence::registration::{GivenUp, Receipt, Request, open};
use hostler_licence::standing::Locked;

#[tokio::test]
async fn l8_a_licence_that_left_does_not_come_back_with_its_old_file() {
    each(|db| async move {
        let bakery = Bakery::licensed(db).await;
        let first = leave(bakery.app(), &Server::anna(), GivenUp::Moved).await.unwrap();
        let receipt: Receipt = open(&first.text).unwrap();
        assert_eq!((receipt.licence.as_str(), receipt.serial), ("lic_bakery", 1));
        assert_eq!(receipt.key_id, bakery.stand().machine);
        assert!(matches!(&*bakery.app().signals.lock.borrow(), Lock::Locked { reason, .. } if reason == "licence-given-up"));
        let again = leave(bakery.app(), &Server::anna(), GivenUp::Moved).await.unwrap();
        assert_eq!(again, first, "asked again, the same receipt");
        assert_eq!(bakery.install(&bakery.licence(1)).await.unwrap_err(), "licence-given-up");
        assert_eq!(bakery.look().await.locked(), Some(&Locked::GivenUp), "and no trial either");
        assert!(bakery.install(&bakery.licence(2)).await.unwrap().in_force().is_some());
    })
    .await;
}

#[tokio::test]
async fn l8_without_a_licence_there_is_nothing_to_give_up() {
    each(|db| async move {
        let bakery = Bakery::alone(db).await;
        let refused = leave(bakery.app(), &Server::anna(), GivenUp::Moved).await.unwrap_err();
        assert_eq!(refused.code(), Refusal::NothingInstalled.code());
        assert!(leave_behind(bakery.app()).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn l8_uninstalling_leaves_a_receipt_also_without_the_vendor() {
    each(|db| async move {
        let bakery = Bakery::licensed(db).await;
        let told = leave_behind(bakery.app()).await.unwrap().unwrap();
        assert!(
            told.lines[0].contains("L-000042") && told.lines[0].contains("not reached"),
            "{:?}",
            told.lines
        );
        let text = std::fs::read_to_string(bakery.app().folders.root().join("receipt.txt")).unwrap();
        assert_eq!(open::<Receipt>(&text).unwrap().reason, GivenUp::Uninstalled);
    })
    .await;
}

fn wish() -> Wish {
    Wish { base_key: typed(&BASE), further_keys: vec![typed(&USERS)], owner: owner(), partner: None }
}

#[tokio::test]
async fn l14_root_does_the_same_by_commands() {
    each(|db| async move {
        let bakery = Bakery::alone(db).await;
        let (app, folder) = (bakery.app(), bakery.settings.path());
        let shown = run_command(app, &Command::Show).await.unwrap();
        assert_eq!(
            (shown.json["standing"].as_str(), shown.json["days_left"].as_i64()),
            (Some("trial"), Some(30))
        );
        assert_eq!(shown.lines[0], "Standing:     trial, 30 days left, until 2026-12-03");
        let file = folder.join("request.txt");
        run_command(app, &Command::Request(wish(), file.clone())).await.unwrap();
        let request: Request = open(&std::fs::read_to_string(file).unwrap()).unwrap();
        assert_eq!((request.base_key, request.owner.company.as_str()), (typed(&BASE), "Bakkerij de Vries"));
        let file = folder.join("licence.txt");
        let text = hostler_licence::signed::sign(&bakery.licence(1), &super::stage::signer());
        std::fs::write(&file, format!("{}\n{text}", super::stage::keyring(1))).unwrap();
        let shown = run_command(app, &Command::Install(file)).await.unwrap();
        assert_eq!(shown.json["licence"]["number"], "L-000042");
        assert!(shown.lines.contains(&"Users:        0 of 15".to_string()), "{:?}", shown.lines);
        let file = folder.join("receipt.txt");
        run_command(app, &Command::Leave(Some(file.clone()))).await.unwrap();
        assert!(open::<Receipt>(&std::fs::read_to_string(file).unwrap()).is_ok());
        let wrong = Wish { base_key: "7KMRW".into(), ..wish() };
        let Err(error) = run_command(app, &Command::Register(wrong)).await else { panic!("five characters") };
        assert!(in_english(error).starts_with("A key has 25 letters and digits, and this has 5."));
    })
    .await;
}

#[tokio::test]
async fn a_running_server_follows_what_a_command_beside_it_did() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/t.sqlite", folder.path().display());
    let db = hostler_kit::db::Db::open(&url, &crate::app::MIGRATOR).await.unwrap();
    let bakery = Bakery::alone(db).await;
    let place = crate::licensing::Place::beside(&bakery.settings.path().join("connect.json"));
    let db = hostler_kit::db::Db::open(&url, &crate::app::MIGRATOR).await.unwrap();
    let clock = bakery.own.clock.clone();
    let random = hostler_kit::random::Random::seeded(9);
    let other = crate::app::App::new(bakery.app().bootstrap.clone(), db, clock, random).unwrap();
    let other = other.licensed_by(place.clone());
    let before = place.version();
    let text = hostler_licence::signed::sign(&bakery.licence(1), &super::stage::signer());
    let text = format!("{}\n{text}", super::stage::keyring(1));
    let follows = async {
        // The running program has looked when the other one comes.
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        crate::licensing::install(&other, &Server::anna(), &text).await.unwrap();
        assert_ne!(place.version(), before);
        while bakery.stand().in_force().is_none() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::select! {
        () = crate::licensing::run(bakery.app()) => unreachable!("it looks on and on"),
        followed = tokio::time::timeout(std::time::Duration::from_secs(20), follows) => {
            followed.expect("the running program follows within seconds");
        }
    }
}
