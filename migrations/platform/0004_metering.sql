-- What servers say about their accounts and storage, and the months' numbers that follow from it.

-- How far each server's journal is known. Its row is the lock under which a delivery is taken.
CREATE TABLE journals (
  server_id   TEXT PRIMARY KEY REFERENCES servers (id),
  last_number BIGINT NOT NULL CHECK (last_number >= 0),
  last_hash   TEXT NOT NULL,
  last_at_ms  BIGINT NOT NULL,
  heard_at_ms BIGINT NOT NULL
);

-- The copy of each server's journal. Rows are added, never changed.
CREATE TABLE readings (
  server_id      TEXT NOT NULL REFERENCES servers (id),
  number         BIGINT NOT NULL CHECK (number >= 1),
  at_ms          BIGINT NOT NULL CHECK (at_ms >= 0),
  event          TEXT NOT NULL CHECK (event IN ('created', 'deleted', 'disabled', 'enabled', 'storage')),
  account        TEXT NOT NULL,
  address        TEXT NOT NULL,
  bytes          BIGINT CHECK (bytes >= 0),
  -- Accounts that exist after it.
  users          BIGINT NOT NULL CHECK (users >= 0),
  previous       TEXT NOT NULL,
  hash           TEXT NOT NULL,
  received_at_ms BIGINT NOT NULL,
  PRIMARY KEY (server_id, number),
  -- No entry has two successors.
  UNIQUE (server_id, previous),
  CHECK ((event = 'storage') = (bytes IS NOT NULL)),
  CHECK ((event = 'storage') = (account = ''))
);
CREATE INDEX readings_by_time ON readings (server_id, at_ms);

-- The accounts that exist now: decides whether an entry changes their number.
CREATE TABLE metered_accounts (
  server_id TEXT NOT NULL REFERENCES servers (id),
  account   TEXT NOT NULL,
  PRIMARY KEY (server_id, account)
);

-- A server's users in a calendar month (B1); a month in which nothing changed has no row.
CREATE TABLE meters (
  server_id    TEXT NOT NULL REFERENCES servers (id),
  month        TEXT NOT NULL CHECK (month LIKE '____-__'),
  begins_ms    BIGINT NOT NULL,
  ends_ms      BIGINT NOT NULL,
  carried_over BIGINT NOT NULL CHECK (carried_over >= 0),
  users        BIGINT NOT NULL CHECK (users >= 0),
  peak         BIGINT NOT NULL,
  peak_at_ms   BIGINT NOT NULL,
  peak_number  BIGINT NOT NULL CHECK (peak_number >= 0),
  last_number  BIGINT NOT NULL CHECK (last_number >= peak_number),
  PRIMARY KEY (server_id, month),
  CHECK (begins_ms < ends_ms),
  CHECK (peak >= users AND peak >= carried_over),
  CHECK (peak_at_ms >= begins_ms AND peak_at_ms < ends_ms)
);

-- The last storage reading of each day (D4).
CREATE TABLE storage_days (
  server_id TEXT NOT NULL REFERENCES servers (id),
  day       TEXT NOT NULL CHECK (day LIKE '____-__-__'),
  bytes     BIGINT NOT NULL CHECK (bytes >= 0),
  number    BIGINT NOT NULL CHECK (number >= 1),
  PRIMARY KEY (server_id, day)
);
