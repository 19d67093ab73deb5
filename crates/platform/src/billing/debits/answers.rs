//! The bank's answers to files of debits (pain.002): what it will not collect comes back, with what its reason asks for.

use super::bookings::returned;
use super::model::{Batch, Debit};
use super::rules::DebitRefused;
use super::store::{batches, debits};
use crate::app::App;
use crate::drivers::bank::pain002::{self, Refused, What};
use crate::events::{self, Actor, Happened};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::random::hex;
use hostler_kit::time::day;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// What became of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "AnswerTaken")]
pub struct Taken {
    /// The batch that it is about.
    pub batch: Batch,
    /// Debits that came back by it.
    pub rejected: i64,
    /// What it refuses that is no debit of that batch, or has no id: somebody has to look.
    pub unknown: i64,
    /// It was taken before, and changed nothing now.
    pub known: bool,
}

/// Takes an answer of the bank. The same file a second time changes nothing.
///
/// # Errors
/// It cannot be read, or is about a file that was not made here.
pub async fn take(app: &App, bytes: &[u8], by: &Actor) -> Result<Taken, Fault> {
    let unreadable =
        |error: pain002::CannotRead| DebitRefused::AnswerUnreadable { problem: error.to_string() };
    let answer = pain002::read(bytes).map_err(unreadable)?;
    let hash = hex(&Sha256::digest(bytes));
    let mut tx = app.db.begin().await?;
    let Some(batch) = batches::by_message(&mut tx, &answer.about).await? else {
        let message = answer.about.chars().take(40).collect();
        return Err(DebitRefused::AnswerNotOurs { message }.into());
    };
    let (mut rejected, mut unknown) = (0, 0);
    for refused in &answer.refused {
        let meant = meant(&mut tx, (&batch, refused)).await?;
        unknown += i64::from(meant.is_none());
        for debit in meant.into_iter().flatten() {
            let today = day(app.now_ms(), app.zone());
            let reason = (refused.reason.as_str(), today);
            rejected += i64::from(returned(app, &mut tx, &debit.end_to_end_id, reason).await?);
        }
    }
    let id = format!("ans_{}", &hash[..32]);
    let kept = (id.as_str(), hash.as_str(), answer.id.as_str());
    let known =
        !batches::insert_answer(&mut tx, kept, (&batch.id, rejected), (&by.name, app.now_ms())).await?;
    if !known {
        note(app, &mut tx, (&batch, rejected), by).await?;
    }
    tx.commit().await?;
    app.wake.wake();
    Ok(Taken { batch, rejected, unknown, known })
}

/// The debits of the batch under way that a refusal is about; none: it is about no debit of it.
async fn meant(tx: &mut Tx, (batch, refused): (&Batch, &Refused)) -> Result<Option<Vec<Debit>>, sqlx::Error> {
    let in_batch = |debit: &Debit| debit.batch_id.as_ref() == Some(&batch.id);
    match &refused.what {
        What::Message => debits::sent_of_batch(tx, &batch.id).await.map(Some),
        What::Group(group) => {
            let sent = debits::sent_of_batch(tx, &batch.id).await?;
            let meant: Vec<Debit> = sent.into_iter().filter(|debit| debit.group_id == *group).collect();
            let is_ours = group.starts_with(&batch.message_id);
            Ok(is_ours.then_some(meant))
        }
        What::Debit(end_to_end) => {
            let debit = debits::lock_by_end_to_end(tx, end_to_end).await?.filter(in_batch);
            // One that has come back already is known, and nothing more happens to it.
            Ok(debit.map(|debit| Vec::from_iter(Some(debit).filter(|debit| debit.state != "returned"))))
        }
        What::Nameless => Ok(None),
    }
}

async fn note(
    app: &App,
    tx: &mut Tx,
    (batch, rejected): (&Batch, i64),
    by: &Actor,
) -> Result<(), sqlx::Error> {
    let happened = Happened {
        kind: "batch.answered",
        customer: None,
        subject: batch.id.as_str(),
        data: serde_json::json!({ "message_id": batch.message_id, "rejected": rejected }),
    };
    events::record(app, tx, by, happened).await?;
    Ok(())
}
