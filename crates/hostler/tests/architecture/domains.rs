//! The parts of platform and appliance: each has its own store and its own tables, and nobody else reaches into them.

use crate::shared::SHARED;
use crate::source::{Source, hold, root, rust};
use std::collections::BTreeMap;
use std::fs;

/// Parts that stand beneath the domains and know none of them.
const BENEATH: [(&str, &str); 5] = [
    ("platform", "drivers"),
    ("appliance", "engines"),
    ("appliance", "supervise"),
    ("appliance", "storage"),
    ("appliance", "server"),
];

/// What bringing everything together may use, and nothing else: the crate, the part, and who may use it.
const ABOVE: [(&str, &str, &[&str]); 2] = [
    ("platform", "portal", &["up", "testing", "portal"]),
    ("appliance", "console", &["run", "testing", "console"]),
];

/// Files with SQL beside the stores, and why.
const SQL_ELSEWHERE: [(&str, &str); 8] = [
    ("crates/kit/src/db/version.rs", "the migrations' own table"),
    ("crates/platform/src/app.rs", "the installation's few settings"),
    ("crates/platform/src/metering/export.rs", "one question, answered in parts while it is sent"),
    ("crates/appliance/src/accounts/change.rs", "a change takes its place in the order of changes"),
    ("crates/appliance/src/console/clock.rs", "one setting"),
    ("crates/appliance/src/engines/maps.rs", "the engines' own database, rendered anew"),
    ("crates/appliance/src/history/mod.rs", "one table, three questions"),
    ("crates/appliance/src/usage/reading.rs", "a measurement is one transaction over its own two tables"),
];

/// Each table, and the part whose it is.
const TABLES: &[(&str, &str, &[&str])] = &[
    (
        "platform",
        "accounts",
        &[
            "customers",
            "people",
            "sessions",
            "links",
            "attempts",
            "tokens",
            "people_changes",
            "invitations",
            "resellers",
            "reseller_customers",
        ],
    ),
    ("platform", "events", &["events", "event_listeners"]),
    ("platform", "web", &["idempotency_keys"]),
    ("platform", "webhooks", &["webhooks", "deliveries", "delivery_attempts"]),
    ("platform", "releases", &["releases"]),
    (
        "platform",
        "servers",
        &[
            "server_holds",
            "servers",
            "server_history",
            "endings",
            "ending_reminders",
            "exports",
            "suspensions",
            "restarts",
            "server_deaths",
            "builds",
        ],
    ),
    ("platform", "updates", &["rollouts", "rollout_servers"]),
    (
        "platform",
        "certificates",
        &[
            "acme_accounts",
            "acme_challenges",
            "certificates",
            "host_names",
            "published_names",
            "published_addresses",
        ],
    ),
    (
        "platform",
        "monitoring",
        &[
            "incidents",
            "incident_lines",
            "maintenance_windows",
            "standings",
            "targets",
            "target_slots",
            "target_months",
            "vantages",
            "vantage_answers",
            "target_hours",
            "load_hours",
        ],
    ),
    (
        "platform",
        "fallback",
        &[
            "fallback_recipients",
            "fallback_domains",
            "fallback_disputes",
            "fallback_warnings",
            "fallback_names",
        ],
    ),
    ("platform", "inbox", &["inbox_messages", "inbox_seen", "inbox_acts", "notice_links"]),
    ("platform", "orders", &["orders"]),
    ("platform", "shop", &["licence_orders", "licence_evidence", "price_approvals"]),
    ("platform", "mail", &["mails"]),
    ("platform", "app", &["settings"]),
    (
        "platform",
        "backup",
        &[
            "backup_repositories",
            "backups",
            "restores",
            "new_restores",
            "beside_places",
            "drills",
            "backup_looks",
            "platform_backups",
        ],
    ),
    ("platform", "metering", &["journals", "readings", "metered_accounts", "meters", "storage_days"]),
    (
        "platform",
        "billing",
        &[
            "months",
            "series",
            "invoices",
            "invoice_seals",
            "protected",
            "month_runs",
            "new_invoices",
            "new_month_runs",
            "settlements",
            "customer_credits",
            "ledger_entries",
            "ledger_transfers",
            "mandates",
            "mandate_signatures",
            "debits",
            "debit_batches",
            "debit_answers",
            "vat_checks",
            "write_offs",
            "reminders",
            "reminder_invoices",
            "reminder_steps",
            "reminder_holds",
            "bank_accounts",
            "statements",
            "bookings",
            "payments",
            "refunds",
            "matches",
        ],
    ),
    ("platform", "signing", &["signing_keys", "keyrings"]),
    (
        "platform",
        "licences",
        &[
            "licence_series",
            "licences",
            "licence_keys",
            "licence_grants",
            "licence_machines",
            "licence_files",
            "licence_revocations",
            "revocation_lists",
            "licence_warnings",
        ],
    ),
    ("platform", "kit", &["jobs", "protected"]),
    (
        "appliance",
        "accounts",
        &["state", "settings", "domains", "addresses", "accounts", "alias_targets", "removals"],
    ),
    ("appliance", "history", &["history"]),
    ("appliance", "entrance", &["sessions", "links", "attempts"]),
    ("appliance", "journal", &["journal"]),
    ("appliance", "usage", &["readings", "storage"]),
    ("appliance", "engines", &["maps"]),
    ("appliance", "licensing", &["licensing"]),
];

fn of_domains() -> Vec<Source> {
    let inside = |source: &Source| {
        ["crates/platform/src/", "crates/appliance/src/"].iter().any(|folder| source.path.starts_with(folder))
    };
    rust().into_iter().filter(inside).collect()
}

/// Every path that begins with `crate::` in a file, groups in braces taken apart, and where it stands.
fn paths(source: &Source) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, _) in source.code.match_indices("crate::") {
        let rest = &source.code[at + "crate::".len()..];
        let end = end_of_path(rest);
        let plain: String = rest[..end].split_whitespace().collect::<Vec<_>>().join(" ");
        found.extend(apart(&plain.replace(", ", ",").replace("{ ", "{")).into_iter().map(|path| (at, path)));
    }
    found
}

fn end_of_path(rest: &str) -> usize {
    let mut depth = 0;
    for (at, c) in rest.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            _ if depth > 0 || c.is_alphanumeric() || c == '_' || c == ':' => {}
            _ => return at,
        }
    }
    rest.len()
}

/// `a::{b, c::d}` is `a::b` and `a::c::d`.
fn apart(path: &str) -> Vec<String> {
    let Some((head, group)) = path.split_once('{') else { return vec![path.trim().to_string()] };
    let group = group.strip_suffix('}').unwrap_or(group);
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().expect("there is always one").push(c);
    }
    let whole =
        parts.iter().filter(|part| !part.trim().is_empty()).map(|part| format!("{head}{}", part.trim()));
    whole.flat_map(|path| apart(&path)).collect()
}

#[test]
fn groups_are_taken_apart() {
    assert_eq!(
        apart("servers::{self, plan::{A, B}, store}"),
        ["servers::self", "servers::plan::A", "servers::plan::B", "servers::store"]
    );
}

#[test]
fn nobody_reaches_into_anothers_store() {
    let mut broken = Vec::new();
    for source in of_domains().iter().filter(|source| source.domain() != "testing") {
        for (at, path) in paths(source) {
            let mut parts = path.split("::");
            let (domain, next) = (parts.next().unwrap_or_default(), parts.next());
            if next == Some("store") && domain != source.domain() {
                broken.push(format!("{}: crate::{path}", source.place(at)));
            }
        }
        for (at, _) in source.code.match_indices("::store::") {
            let before = source.code[..at]
                .rsplit(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
                .unwrap_or_default();
            if !["self", "super", source.domain()].contains(&before) && !before.is_empty() {
                broken.push(format!("{}: {before}::store", source.place(at)));
            }
        }
    }
    hold(
        "A domain uses another's store. Call that domain's verb, or let its mod.rs offer the question (`pub use store::…`).",
        broken,
    );
}

#[test]
fn what_lies_beneath_knows_no_domain() {
    let mut broken = Vec::new();
    for source in of_domains().iter().filter(|source| !source.is_for_tests()) {
        if !BENEATH.contains(&(source.program(), source.domain())) {
            continue;
        }
        for (at, path) in paths(source) {
            let part = path.split("::").next().unwrap_or_default().to_string();
            if part != source.domain() && !BENEATH.contains(&(source.program(), part.as_str())) {
                broken.push(format!("{}: crate::{path}", source.place(at)));
            }
        }
    }
    hold("A driver or an engine knows a domain. Hand it what it needs as values.", broken);
}

#[test]
fn what_brings_all_together_is_used_by_nobody() {
    let mut broken = Vec::new();
    for source in of_domains() {
        for (at, path) in paths(&source) {
            let part = path.split("::").next().unwrap_or_default();
            let above =
                ABOVE.iter().find(|(program, above, _)| *program == source.program() && *above == part);
            if above.is_some_and(|(_, _, users)| !users.contains(&source.domain()) && !source.is_for_tests())
            {
                broken.push(format!("{}: crate::{path}", source.place(at)));
            }
        }
    }
    hold(
        "A domain uses portal or console, which stand above it. Move what it needs into `web` or a domain.",
        broken,
    );
}

#[test]
fn sql_is_in_stores() {
    let is_store =
        |path: &str| ["/store.rs", "/store/", "crates/kit/src/db/"].iter().any(|part| path.contains(part));
    let mut broken = Vec::new();
    for source in rust().iter().filter(|source| !source.is_for_tests() && !is_store(&source.path)) {
        if SQL_ELSEWHERE.iter().any(|(path, _)| *path == source.path) {
            continue;
        }
        broken.extend(source.code.match_indices("sqlx::query").map(|(at, _)| source.place(at)));
    }
    hold("SQL outside of a store. Move the question into the domain's store.rs.", broken);
}

#[test]
fn a_table_belongs_to_one_part() {
    let owners = owners();
    let mut broken = Vec::new();
    for source in rust().iter().filter(|source| !source.is_for_tests() && source.path.starts_with("crates/"))
    {
        for (at, text) in source.strings() {
            for table in tables_in(text) {
                let Some(owner) = owners.get(&(source.program(), table)) else { continue };
                let shared = SHARED.iter().any(|(path, shared, _)| *path == source.path && *shared == table);
                if *owner != source.domain() && !shared {
                    broken.push(format!("{}: {table} belongs to {owner}", source.place(at)));
                }
            }
        }
    }
    hold("SQL touches another part's table. Ask that part, or list the reason in SHARED.", broken);
}

fn owners() -> BTreeMap<(&'static str, &'static str), &'static str> {
    let rows = TABLES
        .iter()
        .flat_map(|(program, part, tables)| tables.iter().map(move |table| ((*program, *table), *part)));
    rows.collect()
}

/// The names that stand where SQL has a table's.
fn tables_in(sql: &str) -> Vec<&str> {
    let words: Vec<&str> =
        sql.split(|c: char| c.is_whitespace() || "(),;".contains(c)).filter(|w| !w.is_empty()).collect();
    let before = ["FROM", "INTO", "UPDATE", "JOIN"];
    words.windows(2).filter(|pair| before.contains(&pair[0])).map(|pair| pair[1]).collect()
}

#[test]
fn every_table_has_an_owner() {
    let owners = owners();
    let mut broken = Vec::new();
    for program in ["platform", "appliance"] {
        for entry in fs::read_dir(root().join("migrations").join(program)).expect("migrations can be read") {
            let text =
                fs::read_to_string(entry.expect("an entry can be read").path()).expect("a migration is text");
            let made = text.lines().filter_map(|line| line.strip_prefix("CREATE TABLE "));
            for table in made.filter_map(|rest| rest.split([' ', '(']).next()) {
                if !owners.contains_key(&(program, table)) {
                    broken.push(format!("{program}: {table}"));
                }
            }
        }
    }
    hold("A table has no owner. Say in TABLES whose it is.", broken);
}
