//! The tables of domains, addresses, accounts and aliases.

mod aliases;
mod domains;
mod mailboxes;

pub use aliases::{alias, aliases, aliases_to};
pub(super) use aliases::{all_aliases, count_aliases, delete_targets, insert_targets, targets_to};
pub(super) use domains::{count_domains, delete_domain, insert_domain, own_domains};
pub use domains::{domain, domains};
pub(super) use mailboxes::password_hash;
pub(super) use mailboxes::{
    NewAccount, delete_account, find_account, hold_removal, insert_account, set_disabled, set_name,
    set_password, set_quota, sorts,
};
pub use mailboxes::{
    administrator, all_accounts, finish_removal, mail_setup, mailbox, mailbox_by_address, mailboxes,
    removals, revision, totals,
};

use super::refusals::{AccountsError, Refusal};
use hostler_kit::db::Tx;

/// What holds an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    Mailbox,
    Alias,
}

impl Holder {
    pub fn as_str(self) -> &'static str {
        match self {
            Holder::Mailbox => "mailbox",
            Holder::Alias => "alias",
        }
    }

    /// The refusal for an address that this already holds.
    pub fn taken(self, address: &str) -> Refusal {
        match self {
            Holder::Mailbox => Refusal::MailboxExists(address.to_string()),
            Holder::Alias => Refusal::AliasExists(address.to_string()),
        }
    }
}

/// Takes an address of a domain of this server: refused if anything has it, or if there is no such domain.
pub(super) async fn take_address(
    tx: &mut Tx,
    (address, domain): (&str, &str),
    holder: Holder,
    now_ms: i64,
) -> Result<(), AccountsError> {
    let taken = sqlx::query(
        "INSERT INTO addresses (address, domain, kind, created_at_ms) VALUES ($1, $2, $3, $4)
         ON CONFLICT (address) DO NOTHING",
    )
    .bind(address)
    .bind(domain)
    .bind(holder.as_str())
    .bind(now_ms)
    .execute(&mut **tx)
    .await;
    match taken {
        Ok(done) if done.rows_affected() == 1 => Ok(()),
        Ok(_) => Err(holder_of(tx, address).await?.unwrap_or(holder).taken(address).into()),
        Err(sqlx::Error::Database(error)) if error.is_foreign_key_violation() => {
            Err(Refusal::DomainMissing(domain.to_string()).into())
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn holder_of(tx: &mut Tx, address: &str) -> Result<Option<Holder>, sqlx::Error> {
    let kind: Option<String> = sqlx::query_scalar("SELECT kind FROM addresses WHERE address = $1")
        .bind(address)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(kind.map(|kind| if kind == "alias" { Holder::Alias } else { Holder::Mailbox }))
}

/// Gives an address back. False if nothing of that kind has it.
pub(super) async fn give_back(tx: &mut Tx, address: &str, holder: Holder) -> Result<bool, sqlx::Error> {
    let done = sqlx::query("DELETE FROM addresses WHERE address = $1 AND kind = $2")
        .bind(address)
        .bind(holder.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// `%part%` with the signs that LIKE knows taken as they are.
fn pattern(part: &str) -> String {
    let mut text = String::from("%");
    for letter in part.trim().to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '\\') {
            text.push('\\');
        }
        text.push(letter);
    }
    text.push('%');
    text
}
