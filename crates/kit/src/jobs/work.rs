//! The worker's side: lease, run, write down how it ended.

use super::store::{self, JobRow, JobState};
use super::{Failure, Job, Length, pause_ms};
use crate::db::Db;
use crate::time::Clock;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// A lease holds for this long and is extended while the job runs.
const LEASE_MS: i64 = 60_000;
const EXTEND_EVERY: Duration = Duration::from_secs(20);
/// How often the queue is looked at when nobody wakes it.
const IDLE: Duration = Duration::from_secs(1);

type Running<'a> = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send + 'a>>;
type Run<App> = Box<dyn Fn(Arc<App>, String) -> Running<'static> + Send + Sync>;

struct Known<App> {
    run: Run<App>,
    attempts: i64,
    length: Length,
}

/// Tells sleeping workers that there is work. Losing a wake-up is harmless: they also look by themselves.
#[derive(Clone, Default, Debug)]
pub struct Wake(Arc<Notify>);

impl Wake {
    pub fn wake(&self) {
        self.0.notify_waiters();
    }
}

/// The kinds of job that a program knows.
pub struct Queue<App> {
    known: BTreeMap<&'static str, Known<App>>,
    db: Db,
    clock: Clock,
    wake: Wake,
}

impl<App: Send + Sync + 'static> Queue<App> {
    pub fn new(db: Db, clock: Clock, wake: Wake) -> Queue<App> {
        Queue { known: BTreeMap::new(), db, clock, wake }
    }

    pub fn register<J: Job<App>>(mut self) -> Queue<App> {
        let run: Run<App> = Box::new(|app, payload| {
            Box::pin(async move {
                let job: J = serde_json::from_str(&payload)?;
                job.run(&app).await
            })
        });
        self.known.insert(J::KIND, Known { run, attempts: J::ATTEMPTS, length: J::LENGTH });
        self
    }

    /// Works until the task is dropped, on jobs up to this length; an error of the database is logged and tried again.
    pub async fn work(&self, app: Arc<App>, up_to: Length) {
        loop {
            match self.work_one_of(app.clone(), up_to).await {
                Ok(true) => {}
                Ok(false) => {
                    let _ = tokio::time::timeout(IDLE, self.wake.0.notified()).await;
                }
                Err(error) => {
                    tracing::error!(%error, "the job queue cannot be read; trying again");
                    tokio::time::sleep(IDLE).await;
                }
            }
        }
    }

    /// Runs the job that is due longest. False if none is.
    pub async fn work_one(&self, app: Arc<App>) -> Result<bool, sqlx::Error> {
        self.work_one_of(app, Length::Long).await
    }

    /// The same of those up to this length.
    pub async fn work_one_of(&self, app: Arc<App>, up_to: Length) -> Result<bool, sqlx::Error> {
        let (now_ms, but) = (self.clock.now_ms(), self.longer_than(up_to));
        let Some(row) = store::lease(&self.db, (now_ms, now_ms + LEASE_MS), &but).await? else {
            return Ok(false);
        };
        let (result, attempts) = match self.known.get(row.kind.as_str()) {
            Some(known) => {
                (self.run_leased(&row, (known.run)(app, row.payload.clone())).await, known.attempts)
            }
            None => (Err(Failure(format!("this version of the program knows no job `{}`", row.kind))), 1),
        };
        self.write_down(&row, result, attempts).await?;
        Ok(true)
    }

    /// Each kind of job that is longer, between two commas.
    fn longer_than(&self, length: Length) -> String {
        let longer = self.known.iter().filter(|(_, known)| known.length > length);
        longer.map(|(kind, _)| format!(",{kind},")).collect()
    }

    async fn run_leased(&self, row: &JobRow, running: Running<'static>) -> Result<(), Failure> {
        let mut running = tokio::spawn(running);
        loop {
            match tokio::time::timeout(EXTEND_EVERY, &mut running).await {
                Ok(Ok(result)) => return result,
                Ok(Err(panic)) => return Err(Failure(format!("the job panicked: {panic}"))),
                Err(_) => store::extend(&self.db, &row.id, self.clock.now_ms() + LEASE_MS).await?,
            }
        }
    }

    async fn write_down(
        &self,
        row: &JobRow,
        result: Result<(), Failure>,
        attempts: i64,
    ) -> Result<(), sqlx::Error> {
        let now_ms = self.clock.now_ms();
        let (state, run_at_ms, error) = match result {
            Ok(()) => (JobState::Done, row.run_at_ms, String::new()),
            Err(Failure(error)) if row.attempts >= attempts => (JobState::Dead, row.run_at_ms, error),
            Err(Failure(error)) => (JobState::Waiting, now_ms + pause_ms(row.attempts), error),
        };
        if state != JobState::Done {
            tracing::warn!(job = %row.id, kind = row.kind, subject = row.subject, error, ?state, "job failed");
        }
        let finished_at_ms = (state != JobState::Waiting).then_some(now_ms);
        store::finish(&self.db, row, store::End { state, finished_at_ms, run_at_ms, error: &error }).await
    }
}
