//! For whom this server takes mail, told to the provider (K3): so its fallback knows who lives here while this server
//! is down, and refuses nobody who does and takes mail for nobody who does not.
//!
//! Told at the start, after each change that the engines know of, and confirmed every half minute.

use crate::accounts;
use crate::app::App;
use crate::engines::address::Unusable;
use crate::engines::rows::{Rows, rows};
use crate::supervise::BackOff;
use crate::usage::delivery::{Platform, Undelivered};
use hostler_wire::recipients::{Answer, Domain, EVERY_SECONDS, HandOver, Snapshot, digest};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

#[cfg(test)]
mod tests;

#[derive(Debug, thiserror::Error)]
pub enum NotTold {
    #[error(transparent)]
    Undelivered(#[from] Undelivered),
    #[error("the accounts could not be read: {0}")]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Address(#[from] Unusable),
    #[error("the platform asks for the whole list and does not take it")]
    NotTaken,
}

/// Every address that mail is taken for: mailboxes, aliases and role addresses, by domain.
pub fn recipients(rows: &Rows) -> Vec<Domain> {
    let mut domains: BTreeMap<&str, BTreeSet<&str>> =
        rows.domain.keys().map(|domain| (domain.as_str(), BTreeSet::new())).collect();
    for address in rows.mailbox.keys().chain(rows.alias.keys()) {
        let Some((local, domain)) = address.rsplit_once('@') else { continue };
        // An account whose domain is not served gets no mail.
        if let Some(people) = domains.get_mut(domain) {
            people.insert(local);
        }
    }
    let owned = |people: BTreeSet<&str>| people.into_iter().map(str::to_string).collect();
    domains
        .into_iter()
        .map(|(name, people)| Domain { name: name.to_string(), recipients: owned(people) })
        .collect()
}

/// Tells until the task is dropped.
pub async fn run(app: &App, platform: &Platform) {
    let mut rendered = app.signals.projection.subscribe();
    let mut pause = BackOff::default();
    loop {
        rendered.mark_unchanged();
        let rest = match tell(app, platform).await {
            Ok(()) => {
                pause.reset();
                Duration::from_secs(EVERY_SECONDS)
            }
            Err(error) => {
                tracing::warn!(%error, "the provider's fallback does not know the newest recipients");
                pause.take()
            }
        };
        // Who is new may get mail at once, so a change is told at once.
        let _ = tokio::time::timeout(rest, rendered.changed()).await;
    }
}

/// Says which list is in force; sends it whole if the platform has another.
pub async fn tell(app: &App, platform: &Platform) -> Result<(), NotTold> {
    let (setup, _) = accounts::mail_setup(&app.db, &app.bootstrap.host).await?;
    let domains = recipients(&rows(&setup)?);
    let hash = digest(&domains);
    // Its key and certificate are put in place before the engines start.
    let hand_over = Some(HandOver::Certified);
    let known = platform.tell_recipients(&Snapshot { hash: hash.clone(), domains: None, hand_over }).await?;
    if known == Answer::Taken {
        return Ok(());
    }
    match platform.tell_recipients(&Snapshot { hash, domains: Some(domains), hand_over }).await? {
        Answer::Taken => Ok(()),
        Answer::SendWhole => Err(NotTold::NotTaken),
    }
}
