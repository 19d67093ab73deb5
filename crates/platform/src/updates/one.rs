//! One server's way to its new build: a backup, the switch, the watch; and the way back. Each step can be broken off
//! anywhere and is then done again: it looks at what is, and does what is missing.

use super::model::{Member, Rollout, Step};
use super::rules::{self, Backing, Saved, Seen, Verdict};
use super::{store, told};
use crate::alone;
use crate::app::App;
use crate::backup;
use crate::events::{self, Actor, Happened};
use crate::metering;
use crate::monitoring::{self, Trouble};
use crate::servers::builds::{self, Build, Parts};
use crate::servers::holds::{self, Reason};
use crate::servers::plan::Desired;
use crate::servers::{self, Note, Server, kept, note};
use hostler_kit::db::Tx;
use hostler_kit::http::{Fault, Kind as FaultKind};
use hostler_kit::id::Id;
use hostler_wire::backup::{CameBack, Continuation};
use std::time::Duration;

/// A server that was put back is asked so often, so far apart, whether it is all right.
const LOOKS_BACK: u32 = 20;
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// A server, and how far it is.
struct Case<'a> {
    app: &'a App,
    server: Server,
    rollout: Rollout,
    member: Member,
}

/// Does what is next for a server. Whoever else thinks that it is their turn finds it taken.
pub async fn advance(app: &App, (rollout, server): (&Id<Rollout>, &Id<Server>)) -> Result<(), Fault> {
    let Some(_alone) = alone::at_once(app, &format!("update-{server}")).await? else { return Ok(()) };
    let Some(member) = store::member(&app.db, (rollout, server)).await? else { return Ok(()) };
    let rollout = store::find(&app.db, rollout).await?.ok_or_else(Fault::missing)?;
    let server = servers::find(&app.db, server).await?.ok_or_else(Fault::missing)?;
    let case = Case { app, server, rollout, member };
    match case.member.step() {
        Step::BackingUp => case.back_up().await,
        Step::Switching => case.switch().await,
        Step::Watching => case.watch().await,
        Step::Returning => case.go_back().await,
        Step::ReturningData => case.go_back_with_data().await,
        Step::Waiting | Step::Done | Step::PutBack | Step::Failed | Step::LeftOut => Ok(()),
    }
}

impl Case<'_> {
    /// From this step to another, with what went wrong. False if somebody else was quicker.
    async fn go(&self, tx: &mut Tx, to: Step, error: &str) -> Result<bool, sqlx::Error> {
        let error: String = error.chars().take(1_000).collect();
        store::go(tx, &self.member, (self.member.step(), to), (self.app.now_ms(), &error)).await
    }

    async fn to(&self, step: Step, error: &str) -> Result<(), Fault> {
        let mut tx = self.app.db.begin().await?;
        self.go(&mut tx, step, error).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn back_up(&self) -> Result<(), Fault> {
        if self.rests().await? {
            return self.leave().await;
        }
        let (app, begun_at_ms) = (self.app, self.member.begun_at_ms.unwrap_or_default());
        let made = backup::of_server(app, &self.server.id).await?;
        let made = made.into_iter().find(|backup| backup.wanted_at_ms >= begun_at_ms);
        let saved = match &made {
            None => Saved::Not,
            Some(backup) if backup.is_ready() => Saved::Ready,
            Some(backup) if backup.is_under_way() => Saved::UnderWay,
            Some(_) => Saved::Failed,
        };
        match rules::backing(saved, begun_at_ms, app.now_ms()) {
            Backing::Wait => Ok(()),
            // One that is under way was begun before; the next look asks again.
            Backing::Ask => match backup::ask(app, &self.server, &Actor::platform()).await {
                Err(fault) if fault.code != "backup-under-way" => Err(fault),
                _ => Ok(()),
            },
            Backing::GoOn if !self.may_switch() => self.wait_again().await,
            Backing::GoOn => {
                let mut tx = app.db.begin().await?;
                if !store::goes_on(&mut tx, &self.rollout.id).await? {
                    return Ok(());
                }
                if let Some(backup) = made {
                    store::set_backup(&mut tx, &self.member, backup.id.as_str()).await?;
                }
                self.go(&mut tx, Step::Switching, "").await?;
                tx.commit().await?;
                Ok(())
            }
            Backing::GiveUp => {
                let error = made.map_or(String::new(), |backup| backup.error);
                self.end(Step::Failed, &format!("there is no backup of right before: {error}")).await
            }
        }
    }

    fn may_switch(&self) -> bool {
        let now = (self.app.now_ms(), self.app.zone());
        rules::may_switch((&self.rollout, &self.member), &self.app.catalogue.updates, now)
    }

    /// Nothing was done to it, and nothing is for now: the rollout is held, or it is no hour for it.
    async fn wait_again(&self) -> Result<(), Fault> {
        let (app, member) = (self.app, &self.member);
        let mut tx = app.db.begin().await?;
        if self.go(&mut tx, Step::Waiting, "").await? {
            if member.step() == Step::Switching {
                holds::release(&mut tx, &self.server.id, Reason::Maintenance).await?;
            }
            if self.rollout.state == "abandoned" && member.stage > 0 {
                told::called_off(app, &mut tx, member).await?;
            }
        }
        tx.commit().await?;
        app.wake.wake();
        Ok(())
    }

    /// The watch leaves it alone from here on; the reconciler stops it, keeps its database, and starts it.
    async fn switch(&self) -> Result<(), Fault> {
        let build = self.build().await?;
        // The platform may have been away since its backup.
        if self.server.wanted_build() != build.parts() && !self.may_switch() {
            return self.wait_again().await;
        }
        if !self.hold().await? {
            return Ok(());
        }
        match self.bring_to(&build.parts()).await {
            Ok(()) if self.rests().await? => self.leave().await,
            Ok(()) => self.to(Step::Watching, "").await,
            Err(fault) => self.to(Step::Returning, &fault.detail).await,
        }
    }

    async fn build(&self) -> Result<Build, Fault> {
        builds::find(&self.app.db, &self.rollout.build_id).await?.ok_or_else(Fault::missing)
    }

    /// False if something else is being done to it, which comes first.
    async fn hold(&self) -> Result<bool, Fault> {
        let (app, by) = (self.app, Actor::platform());
        let mut tx = app.db.begin().await?;
        holds::hold(app, &mut tx, &self.server, (Reason::Maintenance, &by)).await?;
        tx.commit().await?;
        let held = holds::of(&app.db, &self.server.id).await?;
        Ok(held.is_some_and(|hold| hold.reason == Reason::Maintenance.as_str()))
    }

    async fn bring_to(&self, parts: &Parts) -> Result<(), Fault> {
        let mut tx = self.app.db.begin().await?;
        builds::set(self.app, &mut tx, (&self.server, parts)).await?;
        // Whatever it ended by before, this start is another matter.
        servers::begin_anew(self.app, &mut tx, &self.server.id).await?;
        tx.commit().await?;
        servers::reconcile(self.app, &self.server.id).await.map_err(Fault::broken)
    }

    /// Somebody stopped it, or it ended, meanwhile.
    async fn rests(&self) -> Result<bool, Fault> {
        let server = servers::find(&self.app.db, &self.server.id).await?;
        Ok(server.is_none_or(|server| server.desired() != Desired::Running))
    }

    /// It keeps the new build, which nobody has seen it run: its next start is like any other.
    async fn leave(&self) -> Result<(), Fault> {
        let mut tx = self.app.db.begin().await?;
        self.go(&mut tx, Step::LeftOut, "the server was stopped meanwhile").await?;
        holds::release(&mut tx, &self.server.id, Reason::Maintenance).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn watch(&self) -> Result<(), Fault> {
        if self.rests().await? {
            return self.leave().await;
        }
        let (app, wrong) = (self.app, monitoring::ask_now(self.app, &self.server).await?);
        let (seen, now_ms) = (if wrong.is_empty() { Seen::Good } else { Seen::Bad }, app.now_ms());
        match rules::judge(&self.member, seen, &app.catalogue.updates, now_ms) {
            Verdict::Back => self.to(Step::Returning, &wrong.join("; ")).await,
            Verdict::Done => self.done().await,
            Verdict::Wait if seen == Seen::Good => {
                let mut tx = app.db.begin().await?;
                store::set_good(&mut tx, &self.member, now_ms).await?;
                tx.commit().await?;
                Ok(())
            }
            Verdict::Wait => Ok(()),
        }
    }

    async fn done(&self) -> Result<(), Fault> {
        let (app, build) = (self.app, self.build().await?);
        let mut tx = app.db.begin().await?;
        if self.go(&mut tx, Step::Done, "").await? {
            holds::release(&mut tx, &self.server.id, Reason::Maintenance).await?;
            monitoring::over(app, &mut tx, (Some(&self.server.id), "update-failed")).await?;
            note(app, &mut tx, &self.server.id, Note("updated", &build.short())).await?;
            self.tell(&mut tx, "server.updated").await?;
            told::done(app, &mut tx, (&self.rollout, &self.member), &self.server).await?;
        }
        tx.commit().await?;
        self.forget().await
    }

    async fn forget(&self) -> Result<(), Fault> {
        let spec = servers::spec(self.app, &self.server)?;
        self.app.blocking(move || kept::forget(&spec)).await.map_err(Fault::broken)
    }

    /// The build before, with the data as it is: what the newer build added, the older may well read.
    async fn go_back(&self) -> Result<(), Fault> {
        self.hold().await?;
        let came = self.bring_to(&self.member.from()).await;
        if self.rests().await? {
            return self.end(Step::PutBack, "").await;
        }
        let wrong = match came {
            Ok(()) => self.still_wrong().await?,
            Err(fault) => fault.detail,
        };
        if wrong.is_empty() {
            return self.end(Step::PutBack, "").await;
        }
        let spec = servers::spec(self.app, &self.server)?;
        let differs = self.build().await?.program != self.member.from_program;
        match differs && kept::is_kept(&spec, &self.member.from_program) {
            true => self.to(Step::ReturningData, "").await,
            false => self.end(Step::Failed, &format!("{}; and put back: {wrong}", self.member.error)).await,
        }
    }

    /// It could not: its database is put back as the older build left it, and the usage journal goes on.
    async fn go_back_with_data(&self) -> Result<(), Fault> {
        let (app, spec) = (self.app, servers::spec(self.app, &self.server)?);
        self.hold().await?;
        app.host.stop(&spec).await.map_err(Fault::broken)?;
        let (going_on, program) = (self.continuation().await?, self.member.from_program.clone());
        app.blocking(move || kept::put_back(&spec, &program, &going_on)).await.map_err(Fault::broken)?;
        let wrong = match self.bring_to(&self.member.from()).await {
            Ok(()) => self.still_wrong().await?,
            Err(fault) => fault.detail,
        };
        match wrong.is_empty() {
            true => self.end(Step::PutBack, "").await,
            false => self.end(Step::Failed, &format!("{}; and put back: {wrong}", self.member.error)).await,
        }
    }

    /// What is wrong after a while; nothing: all of it answers.
    async fn still_wrong(&self) -> Result<String, Fault> {
        let mut wrong = Vec::new();
        for _ in 0..LOOKS_BACK {
            wrong = monitoring::ask_now(self.app, &self.server).await?;
            if wrong.is_empty() {
                break;
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        Ok(wrong.join("; "))
    }

    /// The journal as the platform stores it, from the first entry that the backup of right before lacks.
    async fn continuation(&self) -> Result<Continuation, Fault> {
        let id = self.member.backup_id.as_deref().unwrap_or_default().parse();
        let id = id.map_err(|_| Fault::new(FaultKind::Broken, "broken"))?;
        let backup = backup::of(self.app, &self.server, &id).await?;
        let behind = backup.held().map_or(0, |held| held.before.last_number);
        let entries = metering::entries_behind(&self.app.db, &self.server.id, behind).await?;
        let acknowledged = metering::last_number(&self.app.db, &self.server.id).await?;
        Ok(Continuation { acknowledged, entries, came_back: CameBack::Database })
    }

    /// It did not get its update: that is written down, and somebody hears of it.
    async fn end(&self, step: Step, error: &str) -> Result<(), Fault> {
        let app = self.app;
        let why = if error.is_empty() { self.member.error.as_str() } else { error };
        let word = if step == Step::PutBack { "update-put-back" } else { "update-failed" };
        let mut tx = app.db.begin().await?;
        if self.go(&mut tx, step, error).await? {
            holds::release(&mut tx, &self.server.id, Reason::Maintenance).await?;
            note(app, &mut tx, &self.server.id, Note(word, why)).await?;
            let kind = if step == Step::PutBack { "server.update-put-back" } else { "server.update-failed" };
            self.tell(&mut tx, kind).await?;
            let detail = match step {
                Step::PutBack => format!("The update was taken back, and the server runs as before: {why}"),
                _ => format!("The server could not be updated: {why}"),
            };
            let trouble = Trouble { server: Some(&self.server), kind: "update-failed", detail };
            monitoring::raise(app, &mut tx, trouble).await?;
            told::put_back(app, &mut tx, step, &self.server).await?;
        }
        tx.commit().await?;
        app.wake.wake();
        if step == Step::PutBack { self.forget().await } else { Ok(()) }
    }

    async fn tell(&self, tx: &mut Tx, kind: &'static str) -> Result<(), sqlx::Error> {
        let happened = Happened {
            kind,
            customer: Some(self.server.customer_id.as_str()),
            subject: self.server.id.as_str(),
            data: serde_json::json!({
                "rollout": self.rollout.id.as_str(), "build": self.rollout.build_id.as_str(), "error": self.member.error,
            }),
        };
        events::record(self.app, tx, &Actor::platform(), happened).await?;
        Ok(())
    }
}
