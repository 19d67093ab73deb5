//! Aliases: addresses that hand their mail on.

use super::change::{Actor, Change};
use super::refusals::{AccountsError, Refusal};
use super::rules::{self, MOST_ALIASES};
use super::store::{self, Holder};
use crate::app::App;
use crate::history::Action;
use hostler_kit::db::Tx;

/// Makes an alias that hands its mail on to mailboxes and aliases here, or to addresses elsewhere.
pub async fn create_alias(
    app: &App,
    actor: &Actor,
    address: &str,
    targets: &[String],
) -> Result<String, AccountsError> {
    let (address, domain) = rules::own_address(address)?;
    let targets = rules::targets(targets)?;
    let mut change = Change::begin(app, actor).await?;
    let now_ms = change.now_ms;
    write_alias(&mut change.tx, (&address, &domain), targets.clone(), now_ms).await?;
    change.note(Action::AliasCreated, &address, &targets.join(", ")).await?;
    change.commit().await?;
    Ok(address)
}

/// Writes an alias into a change: its address must be free, its targets must exist and not lead back to it.
pub(super) async fn write_alias(
    tx: &mut Tx,
    (address, domain): (&str, &str),
    targets: Vec<String>,
    now_ms: i64,
) -> Result<(), AccountsError> {
    if store::count_aliases(tx).await? >= MOST_ALIASES {
        return Err(Refusal::TooManyAliases(MOST_ALIASES).into());
    }
    store::take_address(tx, (address, domain), Holder::Alias, now_ms).await?;
    let targets = known_targets(tx, targets).await?;
    rules::no_loop(address, &targets, &store::all_aliases(tx).await?)?;
    store::insert_targets(tx, address, &targets).await?;
    Ok(())
}

/// Targets at this server must exist, and are written as the addresses are.
async fn known_targets(tx: &mut Tx, targets: Vec<String>) -> Result<Vec<String>, AccountsError> {
    let own = store::own_domains(tx).await?;
    let mut known = Vec::new();
    for target in targets {
        let at = target.rsplit_once('@').map(|(_, domain)| domain).unwrap_or_default();
        if !own.contains(at) {
            known.push(target);
            continue;
        }
        let local = rules::as_own(&target);
        if store::holder_of(tx, &local).await?.is_none() {
            return Err(Refusal::TargetUnknown(target).into());
        }
        if !known.contains(&local) {
            known.push(local);
        }
    }
    Ok(known)
}

pub async fn delete_alias(app: &App, actor: &Actor, address: &str) -> Result<(), AccountsError> {
    let (address, _) = rules::own_address(address)?;
    let mut change = Change::begin(app, actor).await?;
    store::delete_targets(&mut change.tx, &address).await?;
    if !store::give_back(&mut change.tx, &address, Holder::Alias).await? {
        return Err(Refusal::AliasMissing(address).into());
    }
    change.note(Action::AliasDeleted, &address, "").await?;
    end_aliases_to(&mut change, &address).await?;
    change.commit().await?;
    Ok(())
}

/// Takes an address that is gone out of all aliases; an alias that has no target left goes with it, and so on.
pub(super) async fn end_aliases_to(change: &mut Change<'_>, gone: &str) -> Result<(), sqlx::Error> {
    let mut open = vec![gone.to_string()];
    while let Some(gone) = open.pop() {
        for alias in store::targets_to(&mut change.tx, &gone).await? {
            store::give_back(&mut change.tx, &alias, Holder::Alias).await?;
            change.note(Action::AliasEnded, &alias, &gone).await?;
            open.push(alias);
        }
    }
    Ok(())
}
