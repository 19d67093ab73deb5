//! Where a part's SQL touches a table of another part, with the reason.

/// Tables that another part touches too, and why.
pub const SHARED: &[(&str, &str, &str)] = &[
    (
        "crates/platform/src/licences/store/files.rs",
        "signing_keys",
        "a machine's check is one question: is the newest file's key still good?",
    ),
    (
        "crates/platform/src/licences/store/files.rs",
        "keyrings",
        "the same question: is there a newer keyring?",
    ),
    ("crates/platform/src/servers/store.rs", "settings", "the last slot given out is counted under one lock"),
    (
        "crates/platform/src/billing/ledger/store/read.rs",
        "customers",
        "entries are read and searched with their customer's name",
    ),
    (
        "crates/platform/src/billing/ledger/store/export.rs",
        "customers",
        "a file for the bookkeeper names the customers of its entries",
    ),
    (
        "crates/platform/src/metering/export.rs",
        "servers",
        "each reading goes out with its customer and product",
    ),
    (
        "crates/platform/src/monitoring/store/loads.rs",
        "servers",
        "which servers grow fastest is told by their names, in one question",
    ),
    (
        "crates/platform/src/accounts/store.rs",
        "licence_orders",
        "who never verified leaves with their orders",
    ),
    (
        "crates/platform/src/shop/store.rs",
        "customers",
        "staff search and read orders by their customer's name",
    ),
    ("crates/platform/src/accounts/store.rs", "orders", "who never verified leaves with their lapsed orders"),
    (
        "crates/platform/src/webhooks/store.rs",
        "events",
        "a list of deliveries shows the kinds of their events",
    ),
    (
        "crates/appliance/src/backup/store.rs",
        "journal",
        "a server that came back takes its journal over as it was",
    ),
    ("crates/appliance/src/backup/store.rs", "state", "and how far that is acknowledged"),
    (
        "crates/appliance/src/backup/store.rs",
        "accounts",
        "and what its accounts differ by, in one transaction",
    ),
    (
        "crates/appliance/src/journal/store.rs",
        "state",
        "how far the journal is acknowledged stands in the one row",
    ),
    (
        "crates/appliance/src/usage/reading.rs",
        "state",
        "a writer of the journal takes the order of changes first",
    ),
    ("crates/appliance/src/usage/reading.rs", "accounts", "measured by address, kept by account"),
    ("crates/appliance/src/console/clock.rs", "settings", "the demo clock's offset"),
    (
        "crates/appliance/src/accounts/store/mailboxes.rs",
        "storage",
        "a list of mailboxes shows what each stores",
    ),
    ("crates/appliance/src/accounts/store/mod.rs", "storage", "totals show what all store"),
];
