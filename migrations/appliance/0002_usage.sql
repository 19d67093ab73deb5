-- The usage journal: append-only, numbered without gaps, each entry carrying the hash of the one before it.
CREATE TABLE journal (
    number BIGINT PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    -- the entry as it is sent (JSON)
    entry TEXT NOT NULL
);

-- The server's storage as last measured, and when the journal last got a reading.
CREATE TABLE readings (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    bytes BIGINT NOT NULL,
    measured_at_ms BIGINT NOT NULL,
    journalled_at_ms BIGINT
);
