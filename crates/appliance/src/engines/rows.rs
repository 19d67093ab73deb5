//! From a server's mail setup to the rows that the engines look up: pure, so it can be tested without them.

use super::address::{self, Unusable};
use super::model::{MailSetup, Mailbox, ProbeMailbox};
use std::collections::{BTreeMap, BTreeSet};

/// One looked-up table: key → answer.
pub type Table = BTreeMap<String, String>;

/// Names that every domain answers to (RFC 2142; RFC 5321 section 4.5.1).
const ROLES: [&str; 3] = ["postmaster", "abuse", "root"];

/// The tables, by the engine that may read them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rows {
    /// Postfix: domains taken in.
    pub domain: Table,
    /// Postfix: mailboxes that exist.
    pub mailbox: Table,
    /// Postfix: alias → targets, parted by commas.
    pub alias: Table,
    /// Postfix: sender → sign-in names that may use it, parted by commas.
    pub sender: Table,
    /// Dovecot: mailbox → its quota rule.
    pub quota: Table,
    /// Dovecot: sign-in name → password hash; only those who may sign in.
    pub sign_in: Table,
}

/// The rows of `setup`, or the first address in it that cannot be served (then nothing is changed).
pub fn rows(setup: &MailSetup) -> Result<Rows, Unusable> {
    let mut rows = Rows::default();
    for domain in setup.domains.iter().chain([&setup.host]) {
        rows.domain.insert(address::domain(domain)?, String::new());
    }
    for mailbox in &setup.mailboxes {
        add_mailbox(&mut rows, mailbox)?;
    }
    let mut aliases = aliases(setup)?;
    add_roles(&rows, &mut aliases, &address::local(&setup.administrator)?);
    for (alias, targets) in &mut aliases {
        if rows.mailbox.contains_key(alias) {
            targets.insert(alias.clone());
        }
    }
    add_senders(&mut rows, &aliases);
    if let Some(probe) = &setup.probe {
        add_probe(&mut rows, probe)?;
    }
    rows.alias = aliases.into_iter().map(|(alias, targets)| (alias, joined(&targets))).collect();
    Ok(rows)
}

fn joined(names: &BTreeSet<String>) -> String {
    names.iter().map(String::as_str).collect::<Vec<_>>().join(",")
}

fn add_mailbox(rows: &mut Rows, mailbox: &Mailbox) -> Result<(), Unusable> {
    let name = address::local(&mailbox.address)?;
    rows.mailbox.insert(name.clone(), String::new());
    rows.quota.insert(name.clone(), format!("*:bytes={}", mailbox.quota_bytes.unwrap_or(0)));
    if !mailbox.disabled && !mailbox.password_hash.is_empty() {
        rows.sign_in.insert(name, format!("{{ARGON2ID}}{}", mailbox.password_hash));
    }
    Ok(())
}

/// Most bytes of the platform's mailbox: its mails are a few lines long and go at once.
const PROBE_BYTES: u64 = 1 << 20;

/// The platform's mailbox takes mail, signs in, and sends as itself.
fn add_probe(rows: &mut Rows, probe: &ProbeMailbox) -> Result<(), Unusable> {
    let name = address::local(&probe.address)?;
    rows.mailbox.insert(name.clone(), String::new());
    rows.quota.insert(name.clone(), format!("*:bytes={PROBE_BYTES}"));
    rows.sender.insert(name.clone(), name.clone());
    rows.sign_in.insert(name, probe.sign_in.clone());
    Ok(())
}

type Aliases = BTreeMap<String, BTreeSet<String>>;

fn aliases(setup: &MailSetup) -> Result<Aliases, Unusable> {
    let mut aliases = Aliases::new();
    for alias in setup.aliases.iter().filter(|alias| !alias.targets.is_empty()) {
        let targets = aliases.entry(address::local(&alias.address)?).or_default();
        for target in &alias.targets {
            targets.insert(address::target(target)?);
        }
    }
    Ok(aliases)
}

/// Gives each domain its role addresses, where it has none of its own and the administrator can be reached.
fn add_roles(rows: &Rows, aliases: &mut Aliases, administrator: &str) {
    let at = administrator.rsplit('@').next().unwrap_or_default();
    let exists =
        |name: &str, aliases: &Aliases| rows.mailbox.contains_key(name) || aliases.contains_key(name);
    if rows.domain.contains_key(at) && !exists(administrator, aliases) {
        return;
    }
    for domain in rows.domain.keys() {
        for role in ROLES {
            let name = format!("{role}@{domain}");
            if !exists(&name, aliases) {
                aliases.insert(name, BTreeSet::from([administrator.to_string()]));
            }
        }
    }
}

/// Who may send as whom: a mailbox as itself, and as every alias whose mail reaches it.
fn add_senders(rows: &mut Rows, aliases: &Aliases) {
    for name in rows.mailbox.keys().chain(aliases.keys()) {
        let owners = reached(name, rows, aliases);
        if !owners.is_empty() {
            rows.sender.insert(name.clone(), joined(&owners));
        }
    }
}

/// The mailboxes here that can sign in and that mail to `name` reaches, through any number of aliases.
fn reached(name: &str, rows: &Rows, aliases: &Aliases) -> BTreeSet<String> {
    let (mut owners, mut seen, mut open) = (BTreeSet::new(), BTreeSet::new(), vec![name.to_string()]);
    while let Some(name) = open.pop() {
        let name = without_detail(&name);
        if !seen.insert(name.clone()) {
            continue;
        }
        if rows.sign_in.contains_key(&name) {
            owners.insert(name.clone());
        }
        open.extend(aliases.get(&name).into_iter().flatten().cloned());
    }
    owners
}

/// `Anna+shop@bakery.test` → `anna@bakery.test`.
fn without_detail(address: &str) -> String {
    let (name, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let name = name.split('+').next().unwrap_or_default();
    format!("{name}@{domain}").to_ascii_lowercase()
}
