//! Servers that cannot be restarted when it is their turn, and rollouts that stand still.

use super::super::model::{Act, Kind, Rollout, Step};
use super::super::{act, one};
use super::rollouts::{Case, case};
use crate::app::App;
use crate::monitoring;
use crate::servers;
use crate::servers::plan::Desired;
use crate::testing::{go_to, on_each_engine};
use std::sync::Arc;

/// The customer's server of the first stage has come up no more.
async fn with_a_broken_one(app: Arc<App>) -> (Case, Rollout, usize) {
    let case = case(app).await;
    let rollout = case.begun(Kind::Security).await;
    case.look().await;
    case.comes_to(&rollout, 2, Step::Done).await;
    case.look().await;
    let first = if case.member(&rollout, 0).await.stage == 1 { 0 } else { 1 };
    servers::testing::comes_to(&case.app, &case.servers[first].id, servers::Phase::Starting).await;
    (case, rollout, first)
}

#[tokio::test]
async fn one_that_does_not_come_up_is_left_out_after_an_hour_and_the_others_get_it() {
    on_each_engine(|app| async move {
        let (case, rollout, broken) = with_a_broken_one(app).await;
        let other = 1 - broken;
        for minutes in 0..70 {
            let later = case.member(&rollout, broken).await.due_at_ms + minutes * 60_000;
            go_to(&case.app, &jiff::Timestamp::from_millisecond(later).unwrap().to_string());
            case.look().await;
            let expect = if minutes < 60 { "waiting" } else { "left-out" };
            assert_eq!(case.member(&rollout, broken).await.state, expect, "{minutes}");
        }
        let left = case.member(&rollout, broken).await;
        assert_eq!(left.error, "it could not be restarted for an hour: it did not come up");
        for _ in 0..3 {
            go_to(&case.app, "2026-10-01T16:00:00+02:00");
            case.look().await;
        }
        assert_eq!(case.member(&rollout, other).await.state, "backing-up");
        assert!(case.mails("comes later").await <= 2, "each owner, once");
        servers::testing::runs(&case.app, &case.servers[broken].id).await;
        case.look().await;
        let again = case.member(&rollout, broken).await;
        assert_eq!((again.state.as_str(), again.error.as_str()), ("waiting", ""), "it is caught up");
    })
    .await;
}

#[tokio::test]
async fn staff_hear_of_a_rollout_that_stands_still_until_it_goes_on() {
    on_each_engine(|app| async move {
        let case = case(app).await;
        let rollout = case.begun(Kind::Security).await;
        let id = &case.servers[2].id;
        servers::set_desired(&case.app, id, Desired::Stopped, &case.sofie).await.unwrap();
        case.look().await;
        let kinds = async || {
            let all = monitoring::running(&case.app.db).await.unwrap();
            all.into_iter().map(|one| one.kind).collect::<Vec<_>>()
        };
        go_to(&case.app, "2026-10-01T16:09:00+02:00");
        case.look().await;
        assert_eq!(kinds().await, Vec::<String>::new());
        go_to(&case.app, "2026-10-01T16:10:00+02:00");
        for _ in 0..2 {
            case.look().await;
            assert_eq!(kinds().await, ["update-stuck"]);
        }
        let said = monitoring::running(&case.app.db).await.unwrap().remove(0).detail;
        assert!(said.contains("2026-10-01 10:00") && said.contains("proef (left-out)"), "{said}");
        act(&case.app, &case.sofie, (&rollout.id, Act::Abandon)).await.unwrap();
        case.look().await;
        assert_eq!(kinds().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn one_that_has_its_backup_waits_where_the_rollout_was_held_meanwhile() {
    on_each_engine(|app| async move {
        let case = case(app).await;
        let rollout = case.begun(Kind::Security).await;
        case.look().await;
        for (act_now, state) in [(Act::Pause, "paused"), (Act::Abandon, "abandoned")] {
            case.comes_to(&rollout, 2, Step::Switching).await;
            act(&case.app, &case.sofie, (&rollout.id, act_now)).await.unwrap();
            one::advance(&case.app, (&rollout.id, &case.servers[2].id)).await.unwrap();
            assert_eq!(case.rollout(&rollout).await.state, state);
            let own = case.member(&rollout, 2).await;
            assert_eq!((own.state.as_str(), own.begun_at_ms), ("waiting", None));
        }
        let now = servers::find(&case.app.db, &case.servers[2].id).await.unwrap().unwrap();
        assert_eq!(now.wanted_build(), case.servers[2].wanted_build());
        assert!(servers::holds::of(&case.app.db, &now.id).await.unwrap().is_none());
    })
    .await;
}
