mod letters;
mod pages;
mod rules;
mod suspension;

use super::*;
use crate::testing::bills::{Billed, morning, october, pay};
use crate::testing::{on_each_engine, work};
use std::sync::Arc;

/// What was mailed to whom, oldest first: the subject's beginning and the address.
async fn mailed(app: &App, subject: &str) -> Vec<String> {
    let mut mails = crate::mail::list(&app.db, "", 200, 0).await.unwrap();
    mails.sort_by_key(|mail| mail.created_at_ms);
    let fitting = mails.iter().filter(|mail| mail.subject.starts_with(subject));
    fitting.map(|mail| mail.recipient.clone()).collect()
}

/// The platform's day begins: everybody with something overdue is looked at.
async fn day_begins(app: &Arc<App>, day: &str) {
    morning(app, day);
    watch::queue(app).await.unwrap();
    work(app).await;
}

/// The steps that were taken for a customer and how, by step.
async fn taken(app: &App, billed: &Billed) -> Vec<(i64, String, String)> {
    let found = store::of_customer(app.db.read(), &billed.customer.id, 50).await.unwrap();
    let mut taken: Vec<_> = found.into_iter().map(|own| (own.step, own.kind, own.date)).collect();
    taken.sort_unstable();
    taken
}

fn said(steps: &[(i64, &str, &str)]) -> Vec<(i64, String, String)> {
    steps.iter().map(|(step, kind, date)| (*step, kind.to_string(), date.to_string())).collect()
}
