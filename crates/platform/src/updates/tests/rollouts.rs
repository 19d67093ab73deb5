use super::super::model::{Act, Kind, Member, Rollout, Step, Wish};
use super::super::{Test, act, name_test_server, run, start, store};
use crate::accounts::Role;
use crate::app::App;
use crate::drivers::image::Recipe;
use crate::events::Actor;
use crate::monitoring;
use crate::portal;
use crate::servers::builds::{self, Build};
use crate::servers::plan::Desired;
use crate::servers::{self, Server};
use crate::testing::{Browser, customer, go_to, on_each_engine, person, server};
use axum::Router;
use hostler_kit::ui::words::check;
use std::fs;
use std::sync::Arc;
use tempfile::{TempDir, tempdir};

pub struct Case {
    pub app: Arc<App>,
    pub sofie: Actor,
    /// Anna's, Bram's and the provider's own.
    pub servers: Vec<Server>,
    newer: Build,
    _folder: TempDir,
}

/// Two customers and the provider with a server each, and a platform that was upgraded since.
pub async fn case(app: Arc<App>) -> Case {
    let folder = tempdir().unwrap();
    let mut app = Arc::try_unwrap(app).ok().expect("nobody else holds it yet");
    app.settings.data = folder.path().join("data");
    app.settings.cache = folder.path().join("cache");
    app.settings.binary = folder.path().join("hostler");
    fs::create_dir_all(Recipe::connect().path(&app.settings.cache)).unwrap();
    fs::write(&app.settings.binary, "the first").unwrap();
    builds::take_stock(&app).await.unwrap();
    let mut servers = Vec::new();
    for (name, host) in [("anna", "bakkerij"), ("bram", "winkel"), ("sofie", "proef")] {
        let (_, owner) = customer(&app, name).await;
        let server = server(&app, &owner, host).await;
        servers::testing::runs(&app, &server.id).await;
        servers.push(server);
    }
    go_to(&app, "2026-10-01T10:00:00+02:00");
    fs::remove_file(&app.settings.binary).unwrap();
    fs::write(&app.settings.binary, "the second").unwrap();
    builds::take_stock(&app).await.unwrap();
    let newer = builds::all(&app.db).await.unwrap().remove(0);
    assert_eq!(newer.released_at_ms, None);
    Case { app: Arc::new(app), sofie: Actor::new("per_sofie", "Sofie"), servers, newer, _folder: folder }
}

impl Case {
    fn wish(&self, kind: Kind) -> Wish {
        let (note_en, note_nl) = ("Newer Dovecot".into(), "Nieuwere Dovecot".into());
        Wish { build: self.newer.id.to_string(), kind, note_en, note_nl, untested: false }
    }

    async fn tested(&self) {
        let test = (&self.servers[2], Test::Server);
        name_test_server(&self.app, &self.sofie, test).await.unwrap();
    }

    pub async fn begun(&self, kind: Kind) -> Rollout {
        self.tested().await;
        start(&self.app, &self.sofie, self.wish(kind)).await.unwrap()
    }

    async fn refused(&self, wish: Wish) -> String {
        start(&self.app, &self.sofie, wish).await.unwrap_err().code.to_string()
    }

    pub async fn rollout(&self, rollout: &Rollout) -> Rollout {
        store::find(&self.app.db, &rollout.id).await.unwrap().unwrap()
    }

    pub async fn member(&self, rollout: &Rollout, server: usize) -> Member {
        let both = (&rollout.id, &self.servers[server].id);
        store::member(&self.app.db, both).await.unwrap().unwrap()
    }

    pub async fn look(&self) {
        run::look(&self.app).await.unwrap();
    }

    /// A server comes to this step, as far as anybody has written down.
    pub async fn comes_to(&self, rollout: &Rollout, server: usize, step: Step) {
        let member = self.member(rollout, server).await;
        let mut tx = self.app.db.begin().await.unwrap();
        let now_ms = self.app.now_ms();
        assert!(store::go(&mut tx, &member, (member.step(), step), (now_ms, "")).await.unwrap());
        tx.commit().await.unwrap();
    }

    pub async fn steps(&self, rollout: &Rollout) -> Vec<String> {
        let mut steps = Vec::new();
        for server in 0..self.servers.len() {
            steps.push(self.member(rollout, server).await.state);
        }
        steps
    }

    pub async fn mails(&self, search: &str) -> i64 {
        crate::mail::count(&self.app.db, search).await.unwrap()
    }
}

#[tokio::test]
async fn what_makes_no_sense_is_not_begun() {
    on_each_engine(|app| async move {
        let case = case(app).await;
        assert_eq!(case.refused(case.wish(Kind::Regular)).await, "update-no-test-server");
        case.tested().await;
        let nothing = Wish { note_nl: " ".into(), ..case.wish(Kind::Regular) };
        assert_eq!(case.refused(nothing).await, "update-no-note");
        let unknown = Wish { build: "bld_none".into(), ..case.wish(Kind::Regular) };
        assert_eq!(case.refused(unknown).await, "update-no-build");
        let same = builds::released(&case.app.db, "connect").await.unwrap().unwrap().id.to_string();
        assert_eq!(case.refused(Wish { build: same, ..case.wish(Kind::Regular) }).await, "update-everywhere");
        assert_eq!(case.mails("").await, 0, "nobody was told of anything");
        start(&case.app, &case.sofie, case.wish(Kind::Regular)).await.unwrap();
        assert_eq!(case.refused(case.wish(Kind::Security)).await, "update-under-way");
    })
    .await;
}

#[tokio::test]
async fn customers_are_told_days_before_and_the_test_server_is_first() {
    on_each_engine(|app| async move {
        let case = case(app).await;
        let rollout = case.begun(Kind::Regular).await;
        assert_eq!(case.mails("").await, 2, "each customer, once; the provider knows");
        assert_eq!(case.member(&rollout, 2).await.stage, 0);
        let days = case.member(&rollout, 0).await.due_at_ms - case.app.now_ms();
        assert!(days >= 3 * 86_400_000, "{days}");
        case.look().await;
        assert_eq!(case.steps(&rollout).await, ["waiting", "waiting", "backing-up"]);
        for server in &case.servers[..2] {
            let now = servers::find(&case.app.db, &server.id).await.unwrap().unwrap();
            assert_eq!(now.wanted_build(), server.wanted_build(), "customers' servers are as they were");
        }
    })
    .await;
}

#[tokio::test]
async fn stage_by_stage_it_reaches_everybody_and_then_new_servers_get_it() {
    on_each_engine(|app| async move {
        let case = case(app).await;
        let rollout = case.begun(Kind::Security).await;
        case.look().await;
        case.comes_to(&rollout, 2, Step::Done).await;
        case.look().await;
        assert_eq!(case.rollout(&rollout).await.stage, 1);
        case.look().await;
        go_to(&case.app, "2026-10-01T11:00:00+02:00");
        case.look().await;
        assert_eq!(case.steps(&rollout).await, ["waiting", "waiting", "done"], "it stands for an hour");
        // Not sooner than customers were told, which counts ten minutes of watching in each stage.
        for (instant, stage) in [("2026-10-01T11:10:00+02:00", 1), ("2026-10-01T12:20:00+02:00", 2)] {
            go_to(&case.app, instant);
            case.look().await;
            let at = case.steps(&rollout).await.iter().position(|step| step == "backing-up").unwrap();
            assert_eq!(case.member(&rollout, at).await.stage, stage);
            case.comes_to(&rollout, at, Step::Done).await;
            case.look().await;
        }
        assert_eq!(case.rollout(&rollout).await.stage, 3);
        case.look().await;
        let done = case.rollout(&rollout).await;
        assert_eq!((done.state.as_str(), done.ended_at_ms), ("done", Some(case.app.now_ms())));
        let released = builds::released(&case.app.db, "connect").await.unwrap().unwrap();
        assert_eq!(released.id, case.newer.id);
        let (_, cees) = customer(&case.app, "cees").await;
        let later = server(&case.app, &cees, "later").await;
        assert_eq!(later.wanted_build(), case.newer.parts());
    })
    .await;
}

#[tokio::test]
async fn who_ordered_meanwhile_is_in_the_last_stage() {
    on_each_engine(|app| async move {
        let case = case(app).await;
        let rollout = case.begun(Kind::Security).await;
        let (_, cees) = customer(&case.app, "cees").await;
        let late = server(&case.app, &cees, "later").await;
        assert_ne!(late.wanted_build(), case.newer.parts(), "what is on its way is not proven");
        case.look().await;
        for server in [2, 0, 1] {
            case.comes_to(&rollout, server, Step::Done).await;
        }
        for _ in 0..3 {
            case.look().await;
        }
        let own = || async { store::member(&case.app.db, (&rollout.id, &late.id)).await.unwrap() };
        assert_eq!(own().await.map(|own| (own.stage, own.state)), Some((3, "waiting".into())));

        let (_, daan) = customer(&case.app, "daan").await;
        let latest = server(&case.app, &daan, "latest").await;
        assert_ne!(latest.wanted_build(), case.newer.parts(), "it was ordered during the last stage");
        let member = own().await.unwrap();
        let mut tx = case.app.db.begin().await.unwrap();
        let over = (Step::Waiting, Step::Done);
        assert!(store::go(&mut tx, &member, over, (case.app.now_ms(), "")).await.unwrap());
        tx.commit().await.unwrap();
        case.look().await;
        assert_eq!(case.rollout(&rollout).await.state, "done");
        servers::testing::runs(&case.app, &latest.id).await;
        case.look().await;
        let own = store::member(&case.app.db, (&rollout.id, &latest.id)).await.unwrap();
        assert_eq!(own.map(|own| own.state).as_deref(), Some("backing-up"), "it is caught up");
    })
    .await;
}

#[tokio::test]
async fn one_that_was_put_back_stops_it_until_staff_let_it_go_on() {
    on_each_engine(|app| async move {
        let case = case(app).await;
        let rollout = case.begun(Kind::Security).await;
        case.look().await;
        case.comes_to(&rollout, 2, Step::PutBack).await;
        case.look().await;
        let stopped = case.rollout(&rollout).await;
        assert_eq!((stopped.state.as_str(), stopped.stage), ("stopped", 0));
        go_to(&case.app, "2026-10-09T11:00:00+02:00");
        case.look().await;
        assert_eq!(case.steps(&rollout).await, ["waiting", "waiting", "put-back"], "nobody else is begun");

        let refused = act(&case.app, &case.sofie, (&rollout.id, Act::Pause)).await.unwrap_err();
        assert_eq!(refused.code, "update-not-now");
        act(&case.app, &case.sofie, (&rollout.id, Act::Resume)).await.unwrap();
        assert_eq!(case.steps(&rollout).await, ["waiting"; 3]);
        case.look().await;
        assert_eq!(
            case.steps(&rollout).await,
            ["waiting", "waiting", "backing-up"],
            "it is tried again first"
        );
        assert!(monitoring::running(&case.app.db).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn paused_nobody_is_begun_and_abandoned_it_is_over() {
    on_each_engine(|app| async move {
        let case = case(app).await;
        let rollout = case.begun(Kind::Security).await;
        act(&case.app, &case.sofie, (&rollout.id, Act::Pause)).await.unwrap();
        case.look().await;
        assert_eq!(case.steps(&rollout).await, ["waiting"; 3]);
        act(&case.app, &case.sofie, (&rollout.id, Act::Resume)).await.unwrap();
        case.look().await;
        assert_eq!(case.steps(&rollout).await, ["waiting", "waiting", "backing-up"]);
        act(&case.app, &case.sofie, (&rollout.id, Act::Abandon)).await.unwrap();
        let at_work = store::at_work(&case.app.db).await.unwrap();
        assert_eq!(at_work.len(), 1, "what is in the works is brought to its end");
        case.comes_to(&rollout, 2, Step::Done).await;
        assert!(store::at_work(&case.app.db).await.unwrap().is_empty());
        let refused = act(&case.app, &case.sofie, (&rollout.id, Act::Resume)).await.unwrap_err();
        assert_eq!(refused.code, "update-not-now");
        let released = builds::released(&case.app.db, "connect").await.unwrap().unwrap();
        assert_ne!(released.id, case.newer.id, "new servers get the one before");
    })
    .await;
}

#[tokio::test]
async fn a_server_that_rests_is_left_out() {
    on_each_engine(|app| async move {
        let case = case(app).await;
        let rollout = case.begun(Kind::Security).await;
        let id = &case.servers[2].id;
        servers::set_desired(&case.app, id, Desired::Stopped, &case.sofie).await.unwrap();
        case.look().await;
        assert_eq!(case.steps(&rollout).await, ["waiting", "waiting", "left-out"]);
        case.look().await;
        let on = case.rollout(&rollout).await;
        assert_eq!((on.state.as_str(), on.stage), ("running", 0), "customers' servers are not the first");
        servers::set_desired(&case.app, id, Desired::Running, &case.sofie).await.unwrap();
        for _ in 0..2 {
            case.look().await;
        }
        assert_eq!(case.steps(&rollout).await, ["waiting", "waiting", "backing-up"]);
    })
    .await;
}

#[tokio::test]
async fn staff_and_customers_read_where_it_is() {
    on_each_engine(|app| async move {
        let case = case(app).await;
        let rollout = case.begun(Kind::Regular).await;
        let routes = || Router::new().fallback_service(portal::router(case.app.clone()));
        let sofie = person(&case.app, None, "Sofie", Role::Staff).await;
        let staff = Browser::of(&case.app, routes(), &sofie).await;
        for path in [
            "/staff/updates".to_string(),
            format!("/staff/updates/{}", rollout.id),
            format!("/staff/updates/{}/abandon", rollout.id),
        ] {
            let seen = staff.get(&path).await;
            assert_eq!(seen.status, 200, "{path}: {}", seen.text());
            assert_eq!(check::missing_in(&seen.text()), Vec::<String>::new(), "{path}");
        }
        let pause = format!("/staff/updates/{}/pause", rollout.id);
        assert_eq!(staff.post(&pause, &[("confirm", "no")]).await.status, 422);
        assert!(case.rollout(&rollout).await.is_running());
        assert_eq!(staff.post(&pause, &[("confirm", "pause")]).await.status, 303);
        assert_eq!(case.rollout(&rollout).await.state, "paused");
        let seen = staff.get("/api/v1/staff/updates").await.json();
        assert_eq!(seen["test_servers"][0]["name"], "proef");
        assert_eq!(seen["rollouts"][0]["state"], "paused");

        let anna = crate::accounts::people_of(&case.app.db, &case.servers[0].customer_id).await.unwrap();
        let anna = Browser::of(&case.app, routes(), &anna[0]).await;
        let own = format!("/api/v1/servers/{}/update", case.servers[0].id);
        let seen = anna.get(&own).await.json();
        assert_eq!(
            (&seen["rollout"]["note_en"], &seen["server"]["state"]),
            (&"Newer Dovecot".into(), &"waiting".into())
        );
        let page = anna.get(&format!("/servers/{}", case.servers[0].id)).await;
        assert!(page.text().contains("Newer Dovecot"), "{}", page.said());
    })
    .await;
}
