-- The console's own sign-in, on a customer's own machine. Tokens are kept as SHA-256 only.

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- what each form must carry back
    csrf TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL
);

-- One-time links, printed to whoever is root of the machine: to set the server up, or to set a new password.
CREATE TABLE links (
    token_hash TEXT PRIMARY KEY,
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    used_at_ms BIGINT
);

-- Sign-ins that failed, for the limit.
CREATE TABLE attempts (
    subject TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);
CREATE INDEX attempts_by_subject ON attempts (subject, at_ms);
