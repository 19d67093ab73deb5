//! Domains come and go.

use super::change::{Actor, Change};
use super::refusals::{AccountsError, Refusal};
use super::rules::{self, MOST_DOMAINS};
use super::store;
use crate::app::App;
use crate::history::Action;

/// Keeps mail for a domain from now on. Answers its name as it is stored.
pub async fn add_domain(app: &App, actor: &Actor, name: &str) -> Result<String, AccountsError> {
    let name = rules::domain(name)?;
    let mut change = Change::begin(app, actor).await?;
    if store::count_domains(&mut change.tx).await? >= MOST_DOMAINS {
        return Err(Refusal::TooManyDomains(MOST_DOMAINS).into());
    }
    let now_ms = change.now_ms;
    if !store::insert_domain(&mut change.tx, &name, None, now_ms).await? {
        return Err(Refusal::DomainTaken(name).into());
    }
    change.note(Action::DomainAdded, &name, "").await?;
    change.commit().await?;
    Ok(name)
}

/// Stops keeping mail for a domain that nobody uses any more. The server's own stays.
pub async fn delete_domain(app: &App, actor: &Actor, name: &str) -> Result<(), AccountsError> {
    let name = rules::domain(name)?;
    let mut change = Change::begin(app, actor).await?;
    if !store::delete_domain(&mut change.tx, &name).await? {
        drop(change);
        return Err(why_kept(app, name).await?.into());
    }
    change.note(Action::DomainDeleted, &name, "").await?;
    change.commit().await?;
    Ok(())
}

async fn why_kept(app: &App, name: String) -> Result<Refusal, sqlx::Error> {
    Ok(match store::domain(&app.db, &name).await? {
        None => Refusal::DomainMissing(name),
        Some(domain) if domain.is_host() => Refusal::DomainIsHost(name),
        Some(domain) => {
            Refusal::DomainInUse { domain: name, mailboxes: domain.mailboxes, aliases: domain.aliases }
        }
    })
}
