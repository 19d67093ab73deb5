//! What every transaction of one piece of work writes beside its own changes, so that afterwards, even after a crash,
//! it is known whether that work changed anything.

use super::Tx;
use std::future::Future;

/// The statement takes the run as `$1` and the instant as `$2`, and touches exactly one row while the run is good.
#[derive(Debug, Clone)]
pub struct Note {
    pub statement: &'static str,
    pub run: String,
    pub at_ms: i64,
}

tokio::task_local! {
    static NOTE: Note;
}

/// Runs `work`; each transaction that it begins in this task writes the note.
pub async fn noting<F: Future>(note: Note, work: F) -> F::Output {
    NOTE.scope(note, work).await
}

/// Writes the note of the work that this task is doing, if there is one. Work whose run is not good any more may not
/// write.
pub(super) async fn write(tx: &mut Tx) -> Result<(), sqlx::Error> {
    let Ok(note) = NOTE.try_with(Note::clone) else { return Ok(()) };
    let done = sqlx::query(note.statement).bind(&note.run).bind(note.at_ms).execute(&mut **tx).await?;
    match done.rows_affected() {
        1 => Ok(()),
        _ => Err(sqlx::Error::Protocol("another run of this request has taken its place".into())),
    }
}
