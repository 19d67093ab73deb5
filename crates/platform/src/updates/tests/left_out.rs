//! Servers that are left out and caught up, and customers who are told that it comes later.

use super::super::model::{Act, Kind, Member, Rollout, Step};
use super::super::slip::{Slip, slip};
use super::super::{act, leave_out, store, take_in};
use super::rollouts::{Case, case};
use crate::accounts::Role;
use crate::catalogue::UpdateTerms;
use crate::portal;
use crate::servers::plan::Desired;
use crate::servers::{self, builds};
use crate::testing::{Browser, at, go_to, on_each_engine, person};
use axum::Router;
use hostler_kit::ui::words::check;
use jiff::tz::TimeZone;

async fn refused(case: &Case, rollout: &Rollout, (server, because): (usize, &str)) -> String {
    let both = (&rollout.id, &case.servers[server].id);
    leave_out(&case.app, &case.sofie, (both, because)).await.unwrap_err().code.to_string()
}

/// Every server has the build but Anna's, which rested.
async fn all_but_anna(case: &Case, kind: Kind) -> Rollout {
    let rollout = case.begun(kind).await;
    let anna = &case.servers[0].id;
    servers::set_desired(&case.app, anna, Desired::Stopped, &case.sofie).await.unwrap();
    case.look().await;
    for server in [2, 1] {
        case.comes_to(&rollout, server, Step::Done).await;
    }
    for day in 2..20 {
        go_to(&case.app, &format!("2026-10-{day:02}T02:00:00+02:00"));
        case.look().await;
    }
    assert_eq!(case.rollout(&rollout).await.state, "done");
    assert_eq!(case.steps(&rollout).await, ["left-out", "done", "done"]);
    rollout
}

#[tokio::test]
async fn k4_staff_leave_one_out_with_a_reason_and_the_rollout_goes_on_without_it() {
    on_each_engine(|app| async move {
        let case = case(app).await;
        let rollout = case.begun(Kind::Security).await;
        assert_eq!(refused(&case, &rollout, (2, " ")).await, "update-no-reason");
        case.look().await;
        assert_eq!(refused(&case, &rollout, (2, "It is busy")).await, "update-not-waiting");
        case.comes_to(&rollout, 2, Step::PutBack).await;
        case.look().await;
        assert_eq!(case.rollout(&rollout).await.state, "stopped");
        let both = (&rollout.id, &case.servers[2].id);
        let left = leave_out(&case.app, &case.sofie, (both, "Its disk is exchanged")).await.unwrap();
        assert_eq!((left.state.as_str(), left.left_out_by.as_str()), ("left-out", "Sofie"));
        act(&case.app, &case.sofie, (&rollout.id, Act::Resume)).await.unwrap();
        case.look().await;
        let on = case.rollout(&rollout).await;
        assert_eq!((on.state.as_str(), on.stage), ("running", 1), "it is no failure any more");
        assert_eq!(case.mails("does not get this update").await, 0, "it is the provider's own");

        let anna = (&rollout.id, &case.servers[0].id);
        leave_out(&case.app, &case.sofie, (anna, "Your import is under way")).await.unwrap();
        let told = crate::mail::list(&case.app.db, "does not get this update", 10, 0).await.unwrap();
        assert!(told.len() == 1 && told[0].body.contains("Your import is under way"), "{told:?}");
        let told = store::left_out_of(&case.app.db, &case.servers[0].id).await.unwrap().unwrap();
        assert_eq!(told.left_out_because, "Your import is under way");
        let back = take_in(&case.app, &case.sofie, anna).await.unwrap();
        assert_eq!((back.state.as_str(), back.left_out_because.as_str()), ("waiting", ""));
        let again = take_in(&case.app, &case.sofie, anna).await.unwrap_err();
        assert_eq!(again.code, "update-not-left-out");
    })
    .await;
}

#[tokio::test]
async fn k4_one_that_rested_is_caught_up_in_a_later_night_and_one_left_out_by_hand_is_not() {
    on_each_engine(|app| async move {
        let case = case(app).await;
        let rollout = all_but_anna(&case, Kind::Regular).await;
        case.look().await;
        assert_eq!(case.member(&rollout, 0).await.state, "left-out", "it still rests");
        servers::set_desired(&case.app, &case.servers[0].id, Desired::Running, &case.sofie).await.unwrap();
        go_to(&case.app, "2026-10-20T12:00:00+02:00");
        case.look().await;
        let waits = case.member(&rollout, 0).await;
        assert_eq!(waits.state, "waiting");
        assert_eq!(
            waits.due_at_ms,
            at("2026-10-24T01:00:00+02:00"),
            "days after its owner was told, at night"
        );
        assert_eq!(case.mails("Update of bakkerij").await, 2);
        go_to(&case.app, "2026-10-23T02:00:00+02:00");
        case.look().await;
        assert_eq!(case.member(&rollout, 0).await.state, "waiting");
        go_to(&case.app, "2026-10-24T01:00:00+02:00");
        case.look().await;
        assert_eq!(case.member(&rollout, 0).await.state, "backing-up");
        case.comes_to(&rollout, 0, Step::PutBack).await;

        let both = (&rollout.id, &case.servers[0].id);
        leave_out(&case.app, &case.sofie, (both, "It does not start with it")).await.unwrap();
        case.look().await;
        assert!(case.member(&rollout, 0).await.is_left_out_by_hand(), "nobody catches it up");
        assert_eq!(case.rollout(&rollout).await.state, "done");
    })
    .await;
}

#[tokio::test]
async fn k4_a_newer_rollout_takes_along_who_waited_to_be_caught_up() {
    on_each_engine(|app| async move {
        let case = case(app).await;
        let rollout = all_but_anna(&case, Kind::Security).await;
        servers::set_desired(&case.app, &case.servers[0].id, Desired::Running, &case.sofie).await.unwrap();
        let anna = servers::find(&case.app.db, &case.servers[0].id).await.unwrap().unwrap();
        let member = case.member(&rollout, 0).await;
        let mut tx = case.app.db.begin().await.unwrap();
        assert!(store::wait_again(&mut tx, &member, (case.app.now_ms(), None)).await.unwrap());
        let newer =
            Rollout { id: hostler_kit::id::Id::new(case.app.now_ms(), &case.app.random), ..rollout.clone() };
        store::supersede(&mut tx, &newer, case.app.now_ms()).await.unwrap();
        tx.commit().await.unwrap();
        let left = case.member(&rollout, 0).await;
        assert_eq!((left.state.as_str(), left.error.as_str()), ("left-out", "a newer rollout has begun"));
        assert_eq!(anna.wanted_build(), case.servers[0].wanted_build());
        assert!(builds::released(&case.app.db, "connect").await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn k4_who_was_told_of_a_night_is_told_again_when_it_does_not_come_then() {
    on_each_engine(|app| async move {
        let case = case(app).await;
        let rollout = case.begun(Kind::Regular).await;
        let due = case.member(&rollout, 0).await.due_at_ms;
        act(&case.app, &case.sofie, (&rollout.id, Act::Pause)).await.unwrap();
        case.look().await;
        assert_eq!(case.mails("is put off").await, 0, "that night has not passed");
        go_to(&case.app, "2026-10-12T12:00:00+02:00");
        assert!(due < case.app.now_ms());
        for _ in 0..2 {
            case.look().await;
            assert_eq!(case.mails("is put off").await, 2, "each owner, once");
        }
        act(&case.app, &case.sofie, (&rollout.id, Act::Resume)).await.unwrap();
        for _ in 0..2 {
            case.look().await;
            assert_eq!(case.mails("comes later").await, 2);
        }
        let told = case.member(&rollout, 0).await;
        assert!(told.due_at_ms > case.app.now_ms() && told.told_at_ms == Some(told.due_at_ms), "{told:?}");
        act(&case.app, &case.sofie, (&rollout.id, Act::Abandon)).await.unwrap();
        assert_eq!(case.mails("No update of").await, 2);
    })
    .await;
}

#[test]
fn what_slips_and_to_when() {
    let terms = UpdateTerms::default();
    let zone = TimeZone::get("Europe/Amsterdam").unwrap();
    let night = at("2026-10-05T01:00:00+02:00");
    let (rollout, member) = super::rules::planned("2026-10-05T01:00:00+02:00");
    let paused = Rollout { state: "paused".into(), ..rollout.clone() };
    let later = Rollout { stage_at_ms: at("2026-10-06T03:00:00+02:00"), ..rollout.clone() };
    let security = Rollout { kind: "security".into(), ..rollout.clone() };
    let again = Member { told_again_at_ms: Some(at("2026-10-05T01:00:00+02:00")), ..member.clone() };
    let off = Member {
        told_at_ms: None,
        told_again_at_ms: Some(at("2026-10-07T11:00:00+02:00")),
        put_off_at_ms: Some(night),
        ..member.clone()
    };
    let next = |text: &str| Some(Slip::Later { at_ms: at(text) });
    for (rollout, member, now, expect) in [
        (&rollout, &member, "2026-10-04T12:00:00+02:00", None),
        (&rollout, &member, "2026-10-05T04:59:59+02:00", None),
        (&rollout, &member, "2026-10-05T05:00:00+02:00", next("2026-10-06T01:00:00+02:00")),
        // Known as soon as the stage is.
        (&later, &member, "2026-10-04T12:00:00+02:00", next("2026-10-06T03:00:00+02:00")),
        (&paused, &member, "2026-10-05T02:00:00+02:00", None),
        (&paused, &member, "2026-10-05T05:00:00+02:00", Some(Slip::PutOff)),
        (&paused, &off, "2026-10-07T05:00:00+02:00", None),
        (&rollout, &off, "2026-10-07T12:00:00+02:00", next("2026-10-08T01:00:00+02:00")),
        (&security, &member, "2026-10-05T01:59:00+02:00", None),
        (&security, &member, "2026-10-05T02:00:00+02:00", next("2026-10-05T02:00:00+02:00")),
        // Once a day is enough.
        (&security, &again, "2026-10-05T23:00:00+02:00", None),
        (&security, &again, "2026-10-06T01:00:00+02:00", next("2026-10-06T01:00:00+02:00")),
        (&rollout, &Member { stage: 0, ..member.clone() }, "2026-10-09T12:00:00+02:00", None),
        (&rollout, &Member { state: "done".into(), ..member.clone() }, "2026-10-09T12:00:00+02:00", None),
    ] {
        assert_eq!(slip(rollout, member, &terms, (at(now), &zone)), expect, "{now} {}", rollout.state);
    }
}

#[tokio::test]
async fn k4_staff_leave_out_by_page_and_by_program_and_the_customer_reads_why() {
    on_each_engine(|app| async move {
        let case = case(app).await;
        let rollout = case.begun(Kind::Regular).await;
        let routes = || Router::new().fallback_service(portal::router(case.app.clone()));
        let sofie = person(&case.app, None, "Sofie", Role::Staff).await;
        let staff = Browser::of(&case.app, routes(), &sofie).await;
        let path = format!("/staff/updates/{}/left-out/{}", rollout.id, case.servers[0].id);
        let seen = staff.get(&path).await;
        assert_eq!((seen.status.as_u16(), check::missing_in(&seen.text())), (200, Vec::new()));
        assert_eq!(staff.post(&path, &[("reason", "")]).await.status, 422);
        assert_eq!(staff.post(&path, &[("reason", "Your import is under way")]).await.status, 303);
        let list = staff.get(&format!("/staff/updates/{}", rollout.id)).await;
        assert!(list.text().contains("Your import is under way"), "{}", list.said());
        let anna = crate::accounts::people_of(&case.app.db, &case.servers[0].customer_id).await.unwrap();
        let anna = Browser::of(&case.app, routes(), &anna[0]).await;
        let own = anna.get(&format!("/servers/{}", case.servers[0].id)).await;
        assert!(own.text().contains("Your import is under way"), "{}", own.said());
        let own = anna.get(&format!("/api/v1/servers/{}/update", case.servers[0].id)).await.json();
        assert_eq!(own["left_out_because"], "Your import is under way");
        assert_eq!(staff.post(&format!("{path}/end"), &[]).await.status, 303);
        assert_eq!(case.member(&rollout, 0).await.state, "waiting");

        let api = format!("/api/v1/staff/updates/{}/left-out", rollout.id);
        let asked = serde_json::json!({ "server": "winkel", "reason": "A trial runs" });
        let seen = staff.api("POST", &api, &asked).await.json();
        assert_eq!((&seen["state"], &seen["left_out_because"]), (&"left-out".into(), &"A trial runs".into()));
        let seen = staff.api("DELETE", &format!("{api}/winkel"), &serde_json::json!({})).await.json();
        assert_eq!(seen["state"], "waiting");
    })
    .await;
}

#[tokio::test]
async fn k4_a_platform_that_was_away_goes_on_at_once_where_a_stage_has_stood_long_enough() {
    on_each_engine(|app| async move {
        let case = case(app).await;
        let rollout = case.begun(Kind::Security).await;
        case.look().await;
        case.comes_to(&rollout, 2, Step::Done).await;
        go_to(&case.app, "2026-10-01T11:31:00+02:00");
        case.look().await;
        assert_eq!(case.rollout(&rollout).await.stage, 1);
        case.look().await;
        let steps = case.steps(&rollout).await;
        assert!(steps.contains(&"backing-up".to_string()), "nobody is told to wait another hour: {steps:?}");
    })
    .await;
}
