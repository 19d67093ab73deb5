//! Mails about collections: a day that moved, to whom it is collected from; files that were made, to staff.

use super::model::{Batch, Debit};
use crate::accounts::{self, Role};
use crate::app::App;
use crate::mail;
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::ui::{Lang, Words};
use jiff::civil::Date;

fn date(words: &Words, text: &str) -> String {
    text.parse::<Date>().map_or(text.into(), |date| words.date(date))
}

/// Tells a customer's owners that a debit is collected on a later day than its invoice announced.
pub(super) async fn later(app: &App, tx: &mut Tx, debit: &Debit) -> Result<(), Fault> {
    for person in accounts::people_of(&app.db, &debit.customer_id).await? {
        if Role::of(&person.role) != Some(Role::Owner) {
            continue;
        }
        let words = app.languages.of(Lang::parse(&person.language).unwrap_or(Lang::En));
        let values = [
            ("number", debit.invoice_number.clone()),
            ("amount", words.money(debit.amount_minor.unwrap_or_default(), &debit.currency)),
            ("day", date(&words, &debit.collect_on)),
            ("link", format!("{}/invoices/{}", app.settings.portal_url, debit.invoice_id)),
        ];
        mail::send(app, tx, &mail::Letter { to: &person, key: "mail-debit-later", values: &values }).await?;
    }
    Ok(())
}

/// Tells staff that files wait to be brought to the bank.
pub(super) async fn made(app: &App, tx: &mut Tx, batches: &[Batch]) -> Result<(), Fault> {
    for person in accounts::staff(&app.db).await? {
        let words = app.languages.of(Lang::parse(&person.language).unwrap_or(Lang::En));
        let line = |batch: &Batch| {
            words.tr(
                "debit-file-line",
                &[
                    ("day", date(&words, &batch.collect_on).into()),
                    ("number", batch.number.into()),
                    ("total", words.money(batch.total_minor, &batch.currency).into()),
                ],
            )
        };
        let values = [
            ("files", batches.iter().map(line).collect::<Vec<_>>().join("\n")),
            ("link", format!("{}/staff/debits", app.settings.portal_url)),
        ];
        mail::send(app, tx, &mail::Letter { to: &person, key: "mail-debit-files", values: &values }).await?;
    }
    Ok(())
}
