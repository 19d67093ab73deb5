-- Orders, and the dedicated servers that they lead to.

CREATE TABLE servers (
  id             TEXT PRIMARY KEY,
  customer_id    TEXT NOT NULL REFERENCES customers (id),
  name           TEXT NOT NULL UNIQUE,
  product        TEXT NOT NULL,
  -- Address and user-id range follow from it; never used twice.
  slot           BIGINT NOT NULL UNIQUE CHECK (slot BETWEEN 1 AND 60000),
  desired        TEXT NOT NULL CHECK (desired IN ('running', 'stopped', 'gone')),
  phase          TEXT NOT NULL CHECK (phase IN ('ordered', 'image', 'prepared', 'starting', 'running', 'stopped', 'gone')),
  last_error     TEXT NOT NULL,
  credential_hash TEXT NOT NULL UNIQUE,
  -- Credential, sign-in key, certificate and key, sealed under the installation's key.
  sealed         TEXT NOT NULL,
  created_at_ms  BIGINT NOT NULL,
  running_at_ms  BIGINT,
  gone_at_ms     BIGINT
);
CREATE INDEX servers_by_customer ON servers (customer_id);

CREATE TABLE server_history (
  id        TEXT PRIMARY KEY,
  server_id TEXT NOT NULL REFERENCES servers (id),
  at_ms     BIGINT NOT NULL,
  what      TEXT NOT NULL,
  detail    TEXT NOT NULL
);
CREATE INDEX server_history_by_server ON server_history (server_id, at_ms);

CREATE TABLE orders (
  id              TEXT PRIMARY KEY,
  customer_id     TEXT NOT NULL REFERENCES customers (id),
  person_id       TEXT NOT NULL REFERENCES people (id),
  product         TEXT NOT NULL,
  server_name     TEXT NOT NULL,
  terms           TEXT NOT NULL,
  state           TEXT NOT NULL CHECK (state IN ('placed', 'accepted', 'lapsed')),
  server_id       TEXT UNIQUE REFERENCES servers (id),
  placed_at_ms    BIGINT NOT NULL,
  accepted_at_ms  BIGINT,
  CHECK ((state = 'accepted') = (server_id IS NOT NULL))
);
-- A name is taken from the moment it is ordered until the order lapses.
CREATE UNIQUE INDEX orders_by_name ON orders (server_name) WHERE state <> 'lapsed';
CREATE INDEX orders_by_customer ON orders (customer_id);
