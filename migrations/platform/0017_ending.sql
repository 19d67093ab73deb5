-- The end of a server (H6, D10): notice, reminders, exports; and the mail that comes to the provider.

-- The contract's end, once it has come: nothing after this instant is billed.
ALTER TABLE servers ADD COLUMN ended_at_ms BIGINT;

CREATE TABLE endings (
  id            TEXT PRIMARY KEY,
  server_id     TEXT NOT NULL REFERENCES servers (id),
  customer_id   TEXT NOT NULL REFERENCES customers (id),
  -- `noticed`: the server ends on its last day; `withdrawn`: it stays after all; `refused`: on the day there were
  -- accounts, so it stays; `ended`: it is deleted.
  state         TEXT NOT NULL CHECK (state IN ('noticed', 'withdrawn', 'refused', 'ended')),
  -- In the provider's zone, and the first instant after it.
  last_day      TEXT NOT NULL CHECK (last_day LIKE '____-__-__'),
  ends_at_ms    BIGINT NOT NULL,
  given_at_ms   BIGINT NOT NULL CHECK (given_at_ms < ends_at_ms),
  -- Who: the id of a person or a token, and their name then.
  given_by      TEXT NOT NULL,
  given_name    TEXT NOT NULL,
  way           TEXT NOT NULL CHECK (way IN ('portal', 'mail')),
  -- When the server was first asked to hand over the last of its journal.
  due_at_ms     BIGINT,
  closed_at_ms  BIGINT,
  closed_name   TEXT NOT NULL,
  -- Of a refused one: the accounts that there were, a line for each.
  accounts      TEXT NOT NULL,
  CHECK ((state = 'noticed') = (closed_at_ms IS NULL)),
  CHECK ((state = 'refused') = (accounts <> ''))
);
CREATE UNIQUE INDEX endings_noticed ON endings (server_id) WHERE state = 'noticed';
CREATE INDEX endings_by_server ON endings (server_id, given_at_ms);

-- Each reminder once.
CREATE TABLE ending_reminders (
  ending_id TEXT NOT NULL REFERENCES endings (id),
  days      BIGINT NOT NULL,
  at_ms     BIGINT NOT NULL,
  PRIMARY KEY (ending_id, days)
);

CREATE TABLE exports (
  id              TEXT PRIMARY KEY,
  server_id       TEXT NOT NULL REFERENCES servers (id),
  state           TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'ready', 'failed', 'removed')),
  bytes           BIGINT NOT NULL CHECK (bytes >= 0),
  -- What the server said it stores: how far `bytes` will about get.
  expected_bytes  BIGINT NOT NULL CHECK (expected_bytes >= 0),
  -- Of a ready one, in hexadecimal digits.
  sha256          TEXT NOT NULL,
  error           TEXT NOT NULL,
  asked_at_ms     BIGINT NOT NULL,
  asked_name      TEXT NOT NULL,
  ready_at_ms     BIGINT,
  -- When its file is removed.
  expires_at_ms   BIGINT
);
CREATE UNIQUE INDEX exports_under_way ON exports (server_id) WHERE state IN ('waiting', 'running');
CREATE INDEX exports_by_server ON exports (server_id, asked_at_ms);

-- Mail to the provider: what came, what it was taken for, what was done.
CREATE TABLE inbox_messages (
  id             TEXT PRIMARY KEY,
  received_at_ms BIGINT NOT NULL,
  -- Of the envelope: where it came from, and for whom.
  peer           TEXT NOT NULL,
  helo           TEXT NOT NULL,
  mail_from      TEXT NOT NULL,
  recipient      TEXT NOT NULL,
  -- Of the message, as it says.
  from_address   TEXT NOT NULL,
  subject        TEXT NOT NULL,
  bytes          BIGINT NOT NULL,
  -- The message as it came, sealed.
  sealed         TEXT NOT NULL,
  state          TEXT NOT NULL CHECK (state IN ('received', 'read')),
  -- Of a read one: who it comes from for certain (`dkim:DOMAIN`, `spf:DOMAIN`), or empty with the reason below.
  verified       TEXT NOT NULL,
  reason         TEXT NOT NULL,
  -- What it was taken for: see `inbox::Kind`.
  kind           TEXT NOT NULL,
  read_at_ms     BIGINT,
  CHECK ((state = 'read') = (read_at_ms IS NOT NULL))
);
CREATE INDEX inbox_by_time ON inbox_messages (received_at_ms);

-- Which message a sender's Message-ID is, the first time; the same one again is a repeat.
CREATE TABLE inbox_seen (
  fingerprint TEXT PRIMARY KEY,
  message_id  TEXT NOT NULL REFERENCES inbox_messages (id)
);

-- What was done about each server that a message names.
CREATE TABLE inbox_acts (
  message_id TEXT NOT NULL REFERENCES inbox_messages (id),
  host       TEXT NOT NULL,
  server_id  TEXT REFERENCES servers (id),
  -- `given`, `standing`, `accounts`, `confirmation`, `gone`, `unknown`, `often`.
  what       TEXT NOT NULL,
  detail     TEXT NOT NULL,
  at_ms      BIGINT NOT NULL,
  PRIMARY KEY (message_id, host)
);
CREATE INDEX inbox_acts_by_server ON inbox_acts (server_id, at_ms);

-- Links by which owners confirm a notice that came by mail from who knows whom.
CREATE TABLE notice_links (
  token_hash    TEXT PRIMARY KEY,
  server_id     TEXT NOT NULL REFERENCES servers (id),
  person_id     TEXT NOT NULL REFERENCES people (id),
  message_id    TEXT NOT NULL REFERENCES inbox_messages (id),
  created_at_ms BIGINT NOT NULL,
  expires_at_ms BIGINT NOT NULL,
  used_at_ms    BIGINT
);

INSERT INTO protected (table_name, column_names) VALUES
  ('endings', 'id, server_id, customer_id, last_day, ends_at_ms, given_at_ms, given_by, given_name, way');
