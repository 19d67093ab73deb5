//! A platform's October 2026, made up: customers with a server each, and the readings that deliveries would have left.

use anyhow::Result;
use hostler_platform::app::App;

/// Each server has so many accounts before the month, and so many readings in all.
const ACCOUNTS: usize = 20;
pub const READINGS: usize = 100;
/// The member of staff who closes it.
const SOFIE: &str = "per_ffffffffffffffffffffffffffffffff";
/// 1 September, 1 October and 1 November 2026 in Amsterdam, in milliseconds.
const SEPTEMBER: i64 = 1_788_213_600_000;
const OCTOBER: i64 = 1_790_805_600_000;
const NOVEMBER: i64 = 1_793_487_600_000;

/// Customers with an owner and a server each, and the readings of two months, as deliveries would have left them.
pub async fn fill(app: &App, servers: usize) -> Result<()> {
    let n = format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {servers})");
    let mut tx = app.db.begin().await?;
    // More servers than one machine has addresses for: the places' check is about addresses.
    sqlx::query("PRAGMA ignore_check_constraints = ON").execute(&mut *tx).await?;
    for statement in sold(&n).into_iter().chain(metered(&n)) {
        sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&mut *tx).await?;
    }
    sqlx::query("PRAGMA ignore_check_constraints = OFF").execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}

/// An id for each number of `n`.
fn id(prefix: &str) -> String {
    format!("printf('{prefix}_%032x', i)")
}

fn sold(n: &str) -> [String; 5] {
    let (customer, server, person) = (id("cus"), id("srv"), id("per"));
    let people = "INSERT INTO people (id, customer_id, email, name, password_hash, role, language, verified_at_ms, \
                  created_at_ms, side)";
    [
        format!(
            "{people} VALUES ('{SOFIE}', NULL, 'sofie@provider.test', 'Sofie', 'none', 'staff', 'en', {SEPTEMBER}, \
             {SEPTEMBER}, 'staff')"
        ),
        format!(
            "INSERT INTO customers (id, name, street, postcode, city, country, vat_number, language, created_at_ms) {n} \
             SELECT {customer}, printf('Bakkerij %d', i), 'Dorpsstraat 1', '1234 AB', 'Haarlem', 'NL', '', 'nl', \
             {SEPTEMBER} FROM n"
        ),
        format!(
            "{people} {n} SELECT {person}, {customer}, printf('anna@bakkerij%d.test', i), 'Anna', 'none', 'owner', 'nl', \
             {SEPTEMBER}, {SEPTEMBER}, 'owner' FROM n"
        ),
        // Ended after the month: nothing has to be brought anywhere, and the month is whole.
        format!(
            "INSERT INTO servers (id, customer_id, name, product, slot, desired, phase, last_error, credential_hash, \
             sealed, created_at_ms, running_at_ms, gone_at_ms) {n} SELECT {server}, {customer}, \
             printf('bakkerij%d', i), 'connect', i, 'gone', 'gone', '', printf('%d', i), '', {SEPTEMBER}, {SEPTEMBER}, \
             {NOVEMBER} + 3600000 FROM n"
        ),
        // September was closed before any of them had an account.
        format!(
            "INSERT INTO months (month, date, person_id, started_at_ms) VALUES ('2026-09', '2026-10-01', '{SOFIE}', \
             {OCTOBER})"
        ),
    ]
}

/// Accounts before the month, then by turns a storage reading and a mailbox that comes and goes.
fn metered(n: &str) -> [String; 4] {
    let server = id("srv");
    let k = format!("k(j) AS (SELECT 1 UNION ALL SELECT j + 1 FROM k WHERE j < {READINGS})");
    let reading = format!(
        "SELECT {server}, j, CASE WHEN j <= {ACCOUNTS} THEN {SEPTEMBER} + j * 1000 \
         ELSE {OCTOBER} + (j - {ACCOUNTS}) * 33000000 END, \
         CASE WHEN j <= {ACCOUNTS} OR j % 3 = 1 THEN 'created' WHEN j % 3 = 2 THEN 'deleted' ELSE 'storage' END, \
         CASE WHEN j <= {ACCOUNTS} THEN printf('acc_%d', j) WHEN j % 3 = 0 THEN '' ELSE 'acc_21' END, \
         CASE WHEN j <= {ACCOUNTS} THEN printf('u%d@bakkerij%d.test', j, i) WHEN j % 3 = 0 THEN '' \
         ELSE printf('tijdelijk@bakkerij%d.test', i) END, \
         CASE WHEN j > {ACCOUNTS} AND j % 3 = 0 THEN 22000000000 + j END, \
         CASE WHEN j <= {ACCOUNTS} THEN j WHEN j % 3 = 1 THEN {ACCOUNTS} + 1 ELSE {ACCOUNTS} END, \
         printf('%x', j - 1), printf('%x', j), {NOVEMBER} FROM n, k"
    );
    [
        format!(
            "INSERT INTO journals (server_id, last_number, last_hash, last_at_ms, heard_at_ms) {n} SELECT {server}, \
             {READINGS}, printf('%x', {READINGS}), {NOVEMBER} + 1000, {NOVEMBER} + 1000 FROM n"
        ),
        format!(
            "INSERT INTO readings (server_id, number, at_ms, event, account, address, bytes, users, previous, hash, \
             received_at_ms) {n}, {k} {reading}"
        ),
        format!(
            "INSERT INTO meters (server_id, month, begins_ms, ends_ms, carried_over, users, peak, peak_at_ms, \
             peak_number, last_number) {n} SELECT {server}, '2026-10', {OCTOBER}, {NOVEMBER}, {ACCOUNTS}, \
             {ACCOUNTS} + 1, {ACCOUNTS} + 1, {OCTOBER} + 66000000, 22, {READINGS} FROM n"
        ),
        format!(
            "INSERT INTO storage_days (server_id, day, bytes, number) {n}, k(j) AS (SELECT 1 UNION ALL SELECT j + 1 \
             FROM k WHERE j < 31) SELECT {server}, printf('2026-10-%02d', j), 22000000000 + j, {ACCOUNTS} + j FROM n, k"
        ),
    ]
}
