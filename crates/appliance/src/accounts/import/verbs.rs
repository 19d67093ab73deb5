//! Preview and confirm.

use super::parse::{Line, parse};
use crate::accounts::aliases::write_alias;
use crate::accounts::change::{Actor, Change};
use crate::accounts::mailboxes::{Checked, admit, write_mailbox};
use crate::accounts::refusals::{AccountsError, Refusal};
use crate::accounts::{rules, store};
use crate::app::App;
use crate::history::Action;
use futures_util::{StreamExt, TryStreamExt, stream};
use hostler_kit::random::Random;
use serde::Serialize;
use std::collections::BTreeMap;

/// Letters of a made-up password: none that are mistaken for each other. 32 of them: 5 bits each.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// What an import would do.
pub struct Preview {
    /// Confirms it; none while a line is bad.
    pub token: Option<String>,
    pub lines: Vec<Line>,
    pub bad: Vec<BadLine>,
}

/// A line that keeps the import from happening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    pub number: u64,
    pub address: String,
    pub why: Refusal,
}

/// A mailbox with the password that was made up for it.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Made {
    pub address: String,
    pub password: String,
}

#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Imported {
    pub created: i64,
    pub aliases: i64,
    /// Mailboxes that came without a password; shown once.
    pub generated: Vec<Made>,
    /// Fetches the same as a file, once; none where no password was made up.
    pub token: Option<String>,
}

/// Reads a CSV and says what it would do. Nothing is changed.
pub async fn preview(app: &App, bytes: &[u8]) -> Result<Preview, AccountsError> {
    let lines = parse(bytes)?;
    let bad = bad_lines(app, &lines).await?;
    let token = bad.is_empty().then(|| app.imports.keep(lines.clone(), app.clock.now_ms(), &app.random));
    Ok(Preview { token, lines, bad })
}

/// Makes every mailbox and alias of a preview, in one transaction.
pub async fn confirm(app: &App, actor: &Actor, token: &str) -> Result<Imported, AccountsError> {
    let lines = app.imports.take(token, app.clock.now_ms()).ok_or(Refusal::ImportExpired)?;
    let mut generated = Vec::new();
    let mut ready = Vec::new();
    for mut line in lines {
        if line.password.is_empty() {
            line.password = made_up(&app.random);
            let address = rules::own_address(&line.address)?.0;
            generated.push(Made { address, password: line.password.clone() });
        }
        ready.push(line);
    }
    let checked = hash_all(app, ready).await?;
    let (created, aliases) = (checked.len() as i64, checked.iter().map(|(_, own)| own.len() as i64).sum());
    write_all(app, actor, &checked).await?;
    let token = match generated.is_empty() {
        true => None,
        false => Some(app.imports.keep_result(generated.clone(), app.clock.now_ms(), &app.random)),
    };
    Ok(Imported { created, aliases, generated, token })
}

/// The made-up passwords of an import as CSV, once.
pub fn passwords_csv(app: &App, token: &str) -> Result<String, Refusal> {
    let made = app.imports.take_result(token, app.clock.now_ms()).ok_or(Refusal::ImportExpired)?;
    let rows: String = made.iter().map(|made| format!("{},{}\r\n", made.address, made.password)).collect();
    Ok(format!("address,password\r\n{rows}"))
}

/// Checks every line against the rules, the other lines and what exists.
async fn bad_lines(app: &App, lines: &[Line]) -> Result<Vec<BadLine>, sqlx::Error> {
    let mut tx = app.db.begin().await?;
    let own = store::own_domains(&mut tx).await?;
    let mut seen = BTreeMap::new();
    let mut bad = Vec::new();
    for line in lines {
        let why = match check(line) {
            Ok(addresses) => taken(&mut tx, &own, &mut seen, addresses).await?,
            Err(why) => Some(why),
        };
        bad.extend(why.map(|why| BadLine { number: line.number, address: line.address.clone(), why }));
    }
    Ok(bad)
}

type Address = (String, String, store::Holder);

/// The addresses that a good line takes.
fn check(line: &Line) -> Result<Vec<Address>, Refusal> {
    let (address, domain) = rules::own_address(&line.address)?;
    let name = rules::person_name(&line.name)?;
    if !line.password.is_empty() {
        rules::password(&line.password, &address, &name)?;
    }
    let mut addresses = vec![(address, domain, store::Holder::Mailbox)];
    for alias in &line.aliases {
        let (alias, domain) = rules::own_address(alias)?;
        addresses.push((alias, domain, store::Holder::Alias));
    }
    Ok(addresses)
}

async fn taken(
    tx: &mut hostler_kit::db::Tx,
    own: &std::collections::BTreeSet<String>,
    seen: &mut BTreeMap<String, store::Holder>,
    addresses: Vec<Address>,
) -> Result<Option<Refusal>, sqlx::Error> {
    for (address, domain, holder) in addresses {
        if !own.contains(&domain) {
            return Ok(Some(Refusal::DomainMissing(domain)));
        }
        if let Some(earlier) = seen.insert(address.clone(), holder) {
            return Ok(Some(earlier.taken(&address)));
        }
        if let Some(holder) = store::holder_of(tx, &address).await? {
            return Ok(Some(holder.taken(&address)));
        }
    }
    Ok(None)
}

/// A mailbox and the aliases that come with it (address, domain).
type Ready = (Checked, Vec<(String, String)>);

/// Hashes the passwords, as many at a time as there are cores.
async fn hash_all(app: &App, lines: Vec<Line>) -> Result<Vec<Ready>, AccountsError> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    stream::iter(lines)
        .map(|line| async move {
            let (address, domain) = rules::own_address(&line.address)?;
            let name = rules::person_name(&line.name)?;
            let password_hash = crate::accounts::mailboxes::hashed(app, line.password).await?;
            let aliases: Result<Vec<_>, _> =
                line.aliases.iter().map(|alias| rules::own_address(alias)).collect();
            Ok((Checked { address, domain, name, password_hash, quota_bytes: None }, aliases?))
        })
        .buffered(cores)
        .try_collect()
        .await
}

async fn write_all(app: &App, actor: &Actor, ready: &[Ready]) -> Result<(), AccountsError> {
    let mut change = Change::begin(app, actor).await?;
    admit(app, &mut change, ready.len() as i64).await?;
    let now_ms = change.now_ms;
    for (mailbox, aliases) in ready {
        write_mailbox(&mut change, mailbox, &app.random).await?;
        change.note(Action::MailboxCreated, &mailbox.address, &mailbox.name).await?;
        for (alias, domain) in aliases {
            let targets = vec![mailbox.address.clone()];
            write_alias(&mut change.tx, (alias, domain), targets, now_ms).await?;
            change.note(Action::AliasCreated, alias, &mailbox.address).await?;
        }
    }
    change.note(Action::MailboxesImported, &ready.len().to_string(), "").await?;
    change.commit().await?;
    Ok(())
}

/// Sixteen letters, 80 bits.
fn made_up(random: &Random) -> String {
    let letter = |byte: &u8| char::from(LETTERS[usize::from(byte % 32)]);
    let text: String = random.bytes::<16>().iter().map(letter).collect();
    [&text[..4], &text[4..8], &text[8..12], &text[12..]].join("-")
}
