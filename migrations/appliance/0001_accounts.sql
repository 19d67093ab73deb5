-- What a server knows. Times are milliseconds since 1970 UTC; addresses and domains are in small letters.

-- The one row that each change of accounts takes first, so that changes stand in one order.
CREATE TABLE state (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    -- grows by one with each change; the engines' maps are rendered from a revision
    revision BIGINT NOT NULL,
    -- journal entries up to this number are stored by the platform for good
    acknowledged BIGINT NOT NULL
);
INSERT INTO state (one, revision, acknowledged) VALUES (1, 0, 0);

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE domains (
    -- with xn-- labels (RFC 5891)
    name TEXT PRIMARY KEY,
    -- set for the server's own host name, which stays
    host_since_ms BIGINT,
    created_at_ms BIGINT NOT NULL
);

-- Every address that takes mail here, once: a mailbox or an alias, never both.
CREATE TABLE addresses (
    address TEXT PRIMARY KEY,
    domain TEXT NOT NULL REFERENCES domains (name),
    kind TEXT NOT NULL CHECK (kind IN ('mailbox', 'alias')),
    created_at_ms BIGINT NOT NULL
);
CREATE INDEX addresses_by_domain ON addresses (domain, kind);

CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    address TEXT NOT NULL UNIQUE REFERENCES addresses (address),
    name TEXT NOT NULL,
    -- in small letters, to search and sort by
    name_folded TEXT NOT NULL,
    -- argon2id in PHC form; empty until one is set
    password_hash TEXT NOT NULL,
    password_set_at_ms BIGINT,
    disabled_at_ms BIGINT,
    -- set for the account that exists from the first start (D2)
    administrator_since_ms BIGINT,
    quota_bytes BIGINT CHECK (quota_bytes > 0),
    created_at_ms BIGINT NOT NULL
);
CREATE INDEX accounts_by_name ON accounts (name_folded, address);

CREATE TABLE alias_targets (
    alias TEXT NOT NULL REFERENCES addresses (address),
    target TEXT NOT NULL,
    PRIMARY KEY (alias, target)
);
CREATE INDEX alias_targets_by_target ON alias_targets (target);

-- Mailboxes that were deleted and whose mail still lies on the disk.
CREATE TABLE removals (
    account TEXT PRIMARY KEY,
    address TEXT NOT NULL,
    deleted_at_ms BIGINT NOT NULL
);

-- What each account stores, as last measured.
CREATE TABLE storage (
    account TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    bytes BIGINT NOT NULL
);

-- What happened, for people.
CREATE TABLE history (
    -- the change it belongs to, and its place in it
    revision BIGINT NOT NULL,
    line BIGINT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    at_ms BIGINT NOT NULL,
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (revision, line)
);
CREATE INDEX history_by_subject ON history (subject, revision);
