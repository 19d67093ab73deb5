//! The database: SQLite inside the process, or PostgreSQL, through one text of SQL.
//!
//! Reads go to any connection; writes go through [`Db::begin`], which on SQLite hands out the single writer, so
//! two writers wait for each other instead of failing.

mod changes;
mod copy;
mod dialect;
mod note;
mod protect;
pub mod testing;
#[cfg(test)]
mod tests;
mod version;

use changes::Changes;
pub use changes::Stamp;
pub use copy::CopyError;
use copy::Origin;
pub use dialect::Engine;
pub use note::{Note, noting};
use sqlx::any::AnyPoolOptions;
use sqlx::migrate::Migrator;
use sqlx::{Any, AnyConnection, AnyPool, Executor, Transaction};
use std::sync::Arc;
use std::time::Duration;
pub use version::Versions;

pub type Tx = Transaction<'static, Any>;
pub type Connection = AnyConnection;

#[derive(Clone, Debug)]
pub struct Db {
    engine: Engine,
    origin: Origin,
    readers: AnyPool,
    writer: AnyPool,
    changes: Arc<Changes>,
}

#[derive(Debug, thiserror::Error)]
pub enum DbError {
    #[error("the database URL `{0}` is neither sqlite:PATH nor postgres://…")]
    UnknownEngine(String),
    #[error("the database cannot be opened: {0}")]
    Open(sqlx::Error),
    #[error(
        "the database is at version {database}, which a newer hostler made; this one knows versions up to {program}. \
         Nothing was changed. Start that newer hostler again, or put back the copy of the database from before it"
    )]
    TooNew { database: i64, program: i64 },
    #[error("the database cannot be brought to this version of the program: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    #[error("the database cannot protect what must not change: {0}")]
    Protect(sqlx::Error),
}

impl Db {
    /// Opens `sqlite:PATH` (made if missing) or `postgres://…` and applies the migrations that it lacks.
    pub async fn open(url: &str, migrator: &Migrator) -> Result<Db, DbError> {
        sqlx::any::install_default_drivers();
        let engine = Engine::of(url).ok_or_else(|| DbError::UnknownEngine(url.to_string()))?;
        let writer = pool(engine, engine.writers(), url).await?;
        version::not_too_new(engine, &writer, migrator).await?;
        migrator.run(&writer).await?;
        protect::all(engine, &writer).await.map_err(DbError::Protect)?;
        let readers = pool(engine, engine.readers(), url).await?;
        let changes = Arc::new(Changes::of(engine, url));
        Ok(Db { engine, origin: Origin(url.into()), readers, writer, changes })
    }

    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// For queries that change nothing.
    pub fn read(&self) -> &AnyPool {
        &self.readers
    }

    /// A transaction that may write. Dropped without `commit`, it changes nothing.
    pub async fn begin(&self) -> Result<Tx, sqlx::Error> {
        let mut tx = self.begin_alone().await?;
        note::write(&mut tx).await?;
        Ok(tx)
    }

    async fn begin_alone(&self) -> Result<Tx, sqlx::Error> {
        match self.writer.begin_with(self.engine.begin()).await {
            // On a full disk SQLite itself ends a transaction, and the driver's own rollback then fails, after which
            // the one connection that writes counts as busy for ever. A new one takes its place.
            Err(sqlx::Error::InvalidSavePointStatement) => {
                self.writer.acquire().await?.close().await?;
                self.writer.begin_with(self.engine.begin()).await
            }
            begun => begun,
        }
    }

    pub async fn close(&self) {
        self.changes.close();
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// The LIKE pattern (`ESCAPE '\\'`) for texts that contain `search` in small letters, whose own wildcards stand for
/// themselves.
pub fn containing(search: &str) -> String {
    let escaped = search.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

async fn pool(engine: Engine, size: u32, url: &str) -> Result<AnyPool, DbError> {
    AnyPoolOptions::new()
        .max_connections(size)
        .acquire_timeout(Duration::from_secs(30))
        .after_connect(move |connection, _| {
            Box::pin(async move {
                for statement in engine.on_connect() {
                    connection.execute(*statement).await?;
                }
                Ok(())
            })
        })
        .connect(&engine.connect_url(url))
        .await
        .map_err(DbError::Open)
}
