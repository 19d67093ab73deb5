//! Short jobs beside long ones.

use super::{Failure, Job, Length, Queue, Wake, enqueue};
use crate::db::testing::on_each_engine;
use crate::time::Clock;
use serde::{Deserialize, Serialize};
use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use std::borrow::Cow;
use std::sync::{Arc, Mutex};

const TABLE: &str = "
    CREATE TABLE jobs (
      id TEXT PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, payload TEXT NOT NULL, state TEXT NOT NULL,
      run_at_ms BIGINT NOT NULL, leased_until_ms BIGINT, attempts BIGINT NOT NULL, last_error TEXT NOT NULL,
      created_at_ms BIGINT NOT NULL, finished_at_ms BIGINT);
    CREATE UNIQUE INDEX jobs_one_waiting ON jobs (kind, subject) WHERE state = 'waiting';";

/// What was done, in its order.
#[derive(Default)]
struct Done(Mutex<Vec<&'static str>>);

#[derive(Serialize, Deserialize)]
struct Bake;

impl Job<Done> for Bake {
    const KIND: &'static str = "bake";
    const LENGTH: Length = Length::Long;

    fn subject(&self) -> String {
        String::new()
    }

    async fn run(self, done: &Done) -> Result<(), Failure> {
        done.0.lock().unwrap().push(Bake::KIND);
        Ok(())
    }
}

#[derive(Serialize, Deserialize)]
struct Greet;

impl Job<Done> for Greet {
    const KIND: &'static str = "greet";

    fn subject(&self) -> String {
        String::new()
    }

    async fn run(self, done: &Done) -> Result<(), Failure> {
        done.0.lock().unwrap().push(Greet::KIND);
        Ok(())
    }
}

#[tokio::test]
async fn some_workers_never_take_long_jobs() {
    let jobs = Migration::new(1, Cow::Borrowed("jobs"), MigrationType::Simple, TABLE.into_sql_str(), false);
    let migrator = Migrator::with_migrations(vec![jobs]);
    on_each_engine(&migrator, |db| async move {
        let queue = Queue::new(db.clone(), Clock::System, Wake::default());
        let (queue, done) = (queue.register::<Bake>().register::<Greet>(), Arc::new(Done::default()));
        let mut tx = db.begin().await.unwrap();
        enqueue(&mut tx, &Bake, 1).await.unwrap();
        enqueue(&mut tx, &Greet, 2).await.unwrap();
        tx.commit().await.unwrap();
        let short = async || queue.work_one_of(done.clone(), Length::Short).await.unwrap();
        assert!(short().await && !short().await, "the long one is left to others");
        assert_eq!(*done.0.lock().unwrap(), ["greet"]);
        assert!(queue.work_one(done.clone()).await.unwrap());
        assert_eq!(*done.0.lock().unwrap(), ["greet", "bake"]);
    })
    .await;
}
