//! L2–L6, D14, P10: what keys add up to.

use super::*;
use crate::licences::{For, check, explain, find, look_up, redeem};
use crate::testing::{customer, go_to, on_each_engine};
use hostler_wire::registration::Standing;
use jiff::civil::date;

fn for_licence(wish: Wish, to: &Issued, arrives: Arrives) -> Wish {
    Wish { licence: Some(licence_of(to)), arrives, ..wish }
}

#[tokio::test]
async fn l6_a_renewal_in_place_comes_in_with_the_same_key_and_once() {
    on_each_engine(|app| async move {
        let (bakery, _) = customer(&app, "anna").await;
        let keys = issued(&app, &bakery, &[base()]).await;
        let (mail, key) = (Box::new(1), text(&keys[0]));
        mail.registers(&app, &key, &[]).await.unwrap();
        let renewal = for_licence(wish(GrantKind::Renewal, 0, 1), &keys[0], Arrives::InPlace);
        let renewals = issued(&app, &bakery, &[renewal]).await;
        assert_eq!(renewals[0].key, None);
        let found = look_up(&app, None, &key).await.unwrap().licence.unwrap();
        assert_eq!((found.waiting.len(), found.waiting[0].years), (1, 1));
        // Late: it goes on from the old last day all the same (D7).
        go_to(&app, "2027-12-24T08:00:00Z");
        let renewed = mail.registers_again(&app, &key, "2").await.unwrap();
        assert_eq!(opened(&app, &renewed).await.maintenance.last_day, date(2028, 9, 30));
        let twice = mail.registers_again(&app, &key, "3").await.unwrap();
        assert_eq!(opened(&app, &twice).await.maintenance.last_day, date(2028, 9, 30));
        assert_eq!(twice.explanation, renewed.explanation);
    })
    .await;
}

#[tokio::test]
async fn p10_a_series_of_keys_comes_in_as_one_step_or_not_at_all() {
    on_each_engine(|app| async move {
        let (bakery, _) = customer(&app, "anna").await;
        let keys = issued(&app, &bakery, &[with_antivirus(base(), 5)]).await;
        let users = for_licence(wish(GrantKind::Users, 10, 0), &keys[0], Arrives::AsKey);
        let add_on = for_licence(with_antivirus(wish(GrantKind::AddOn, 0, 0), 10), &keys[0], Arrives::AsKey);
        let renewal = for_licence(wish(GrantKind::Renewal, 0, 2), &keys[0], Arrives::AsKey);
        let series = issued(&app, &bakery, &[users, add_on, renewal]).await;
        let series: Vec<String> = series.iter().map(text).collect();
        let (mail, key) = (Box::new(1), text(&keys[0]));
        mail.registers(&app, &key, &[]).await.unwrap();

        let half = mail.registers(&app, &key, &[&series[0]]).await.unwrap_err();
        assert_eq!(half.code, "add-on-users-differ");
        assert_eq!((half.args["found"].as_str(), half.args["users"].as_str()), ("5", "15"), "D14");
        let licence = find(&app.db, &licence_of(&keys[0])).await.unwrap().unwrap();
        assert_eq!((licence.users, licence.serial), (5, 1), "nothing was redeemed");

        let all: Vec<&str> = series.iter().map(String::as_str).collect();
        let whole = mail.registers(&app, &key, &all).await.unwrap();
        let file = opened(&app, &whole).await;
        assert_eq!((file.users, file.add_ons[0].users), (15, 15));
        assert_eq!(file.maintenance.last_day, date(2029, 9, 30));
    })
    .await;
}

#[tokio::test]
async fn l7_keys_added_at_the_web_site_reach_the_machine_when_it_asks() {
    on_each_engine(|app| async move {
        let (bakery, anna) = customer(&app, "anna").await;
        let (florist, _) = customer(&app, "bram").await;
        let keys = issued(&app, &bakery, &[base(), wish(GrantKind::Users, 5, 0)]).await;
        let (mail, id, pack) = (Box::new(1), licence_of(&keys[0]), [text(&keys[1])]);
        let answer = mail.registers(&app, &text(&keys[0]), &[]).await.unwrap();
        let not_his = redeem(&app, &anna.actor(), For::Customer(&florist.id), (&id, &pack)).await;
        assert_eq!(code(not_his), "not-found");
        let whose = For::Customer(&bakery.id);
        let told = redeem(&app, &anna.actor(), whose, (&id, &pack)).await.unwrap();
        assert_eq!(told.len(), 3);
        assert_eq!(redeem(&app, &anna.actor(), whose, (&id, &pack)).await.unwrap(), told, "twice is once");
        let news = check(&app, &mail.check(&answer.licence, 1)).await.unwrap();
        let ring = keyring(&app, &answer.keyring).await;
        let file: file::Licence = ring.open(&news.licence_file.unwrap()).unwrap();
        assert_eq!((news.standing, file.users, file.serial), (Standing::Newer, 10, 2));
        let again = check(&app, &mail.check(&answer.licence, 2)).await.unwrap();
        assert_eq!(again.standing, Standing::Current, "signed once, not at each check");
        let licence = find(&app.db, &id).await.unwrap().unwrap();
        let explained = explain(&app, licence).await.unwrap();
        assert_eq!((explained.keys.len(), explained.machines.len()), (2, 1));
    })
    .await;
}

#[tokio::test]
async fn l10_what_is_issued_must_make_sense() {
    on_each_engine(|app| async move {
        let (bakery, _) = customer(&app, "anna").await;
        let (florist, _) = customer(&app, "bram").await;
        let keys = issued(&app, &bakery, &[base()]).await;
        let renewal = for_licence(wish(GrantKind::Renewal, 0, 1), &keys[0], Arrives::InPlace);
        for (wish, expect) in [
            (Wish { product: "cakes".into(), ..base() }, "product-not-licensed"),
            (Wish { edition: "gold".into(), ..base() }, "grant-makes-no-sense"),
            (Wish { price_class: "friends".into(), ..base() }, "grant-makes-no-sense"),
            (wish(GrantKind::Base, 0, 0), "grant-makes-no-sense"),
            (wish(GrantKind::Users, -5, 0), "grant-makes-no-sense"),
            (wish(GrantKind::Renewal, 0, 1), "grant-makes-no-sense"),
            (Wish { years: 0, ..renewal.clone() }, "grant-makes-no-sense"),
            (Wish { edition: "certified".into(), ..renewal.clone() }, "grant-makes-no-sense"),
            (Wish { product: "operator".into(), ..renewal.clone() }, "key-other-product"),
            (with_antivirus(base(), 10), "add-on-users-differ"),
        ] {
            assert_eq!(
                code(try_issue(&app, Some(&bakery), &[base(), wish.clone()]).await),
                expect,
                "{wish:?}"
            );
        }
        assert_eq!(code(try_issue(&app, Some(&florist), &[renewal]).await), "not-found", "another's licence");
        let next = issued(&app, &bakery, &[base()]).await;
        assert_eq!(next[0].number.as_deref(), Some("L-000002"), "what was refused took no number");
    })
    .await;
}

#[tokio::test]
async fn l7_who_registers_a_key_issued_by_hand_is_noted() {
    on_each_engine(|app| async move {
        let keys = try_issue(&app, None, &[base()]).await.unwrap();
        let answer = Box::new(1).registers(&app, &text(&keys[0]), &[]).await.unwrap();
        assert_eq!(opened(&app, &answer).await.holder, "Bakkerij de Vries");
    })
    .await;
}
