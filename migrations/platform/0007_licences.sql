-- Signing keys, and licences: keys, machines and files.

-- One of each purpose is current. The root key signs keyrings only.
CREATE TABLE signing_keys (
  id            TEXT PRIMARY KEY,
  purpose       TEXT NOT NULL CHECK (purpose IN ('root', 'licence', 'release')),
  public_key    TEXT NOT NULL UNIQUE,
  -- The key itself, sealed under the installation's key.
  sealed        TEXT NOT NULL,
  -- Times that it was taken up to sign; counting them locks the row, so nothing is signed while the key is retired.
  documents     BIGINT NOT NULL CHECK (documents >= 0),
  created_at_ms BIGINT NOT NULL,
  retired_at_ms BIGINT,
  revoked_at_ms BIGINT,
  reason        TEXT NOT NULL
);
CREATE UNIQUE INDEX signing_keys_current ON signing_keys (purpose) WHERE retired_at_ms IS NULL AND revoked_at_ms IS NULL;

CREATE TABLE keyrings (
  number        BIGINT PRIMARY KEY CHECK (number >= 1),
  text          TEXT NOT NULL,
  issued_at_ms  BIGINT NOT NULL
);

-- Gapless numbers: the last one given, taken in the transaction of its licence.
CREATE TABLE licence_series (
  name        TEXT PRIMARY KEY,
  last_number BIGINT NOT NULL CHECK (last_number >= 0)
);

CREATE TABLE licences (
  id             TEXT PRIMARY KEY,
  number         TEXT NOT NULL UNIQUE,
  -- None: issued by hand for nobody yet; whoever registers it is noted with the machine.
  customer_id    TEXT REFERENCES customers (id),
  holder         TEXT NOT NULL,
  product        TEXT NOT NULL,
  edition        TEXT NOT NULL,
  price_class    TEXT NOT NULL,
  -- IANA name; its days begin and end there.
  zone           TEXT NOT NULL,
  bought         TEXT NOT NULL CHECK (bought LIKE '____-__-__'),
  registered_on  TEXT CHECK (registered_on LIKE '____-__-__'),
  -- Of the newest file; 0: there is none.
  serial         BIGINT NOT NULL CHECK (serial >= 0),
  -- As the grants add up, for lists and for the calendar of expiries.
  users          BIGINT NOT NULL CHECK (users >= 0),
  last_day       TEXT CHECK (last_day LIKE '____-__-__'),
  -- Since when the newest file does not say what holds: the next check signs another.
  outdated_at_ms BIGINT,
  revoked_at_ms  BIGINT,
  revoked_reason TEXT NOT NULL,
  created_at_ms  BIGINT NOT NULL,
  CHECK ((registered_on IS NULL) = (last_day IS NULL)),
  CHECK ((revoked_at_ms IS NULL) = (revoked_reason = ''))
);
CREATE INDEX licences_by_customer ON licences (customer_id, number);
CREATE INDEX licences_by_last_day ON licences (last_day);

CREATE TABLE licence_keys (
  -- `licence::key::Key::id`; of a renewal in place, chance.
  id             TEXT PRIMARY KEY,
  -- The key's text; none: it comes in when the licence's base key is registered again.
  sealed         TEXT,
  hint           TEXT NOT NULL,
  customer_id    TEXT REFERENCES customers (id),
  -- The order that it was sold with; empty: issued by hand, for this reason.
  order_id       TEXT NOT NULL,
  reason         TEXT NOT NULL,
  kind           TEXT NOT NULL CHECK (kind IN ('base', 'users', 'add-on', 'renewal')),
  -- `licence::ledger::Grant` as JSON.
  terms          TEXT NOT NULL,
  -- The only licence that it is for.
  licence_id     TEXT REFERENCES licences (id),
  state          TEXT NOT NULL CHECK (state IN ('new', 'redeemed', 'revoked')),
  created_at_ms  BIGINT NOT NULL,
  revoked_reason TEXT NOT NULL,
  CHECK (sealed IS NOT NULL OR licence_id IS NOT NULL),
  CHECK (kind NOT IN ('base', 'renewal') OR licence_id IS NOT NULL),
  CHECK ((state = 'revoked') = (revoked_reason <> ''))
);
CREATE INDEX licence_keys_by_licence ON licence_keys (licence_id, state);
CREATE INDEX licence_keys_by_customer ON licence_keys (customer_id, created_at_ms);
CREATE INDEX licence_keys_by_order ON licence_keys (order_id);
CREATE UNIQUE INDEX licence_keys_one_base ON licence_keys (licence_id) WHERE kind = 'base' AND state <> 'revoked';

-- What is in a licence. A key is in one licence, once.
CREATE TABLE licence_grants (
  key_id     TEXT PRIMARY KEY REFERENCES licence_keys (id),
  licence_id TEXT NOT NULL REFERENCES licences (id),
  -- The order of redemption.
  place      BIGINT NOT NULL CHECK (place >= 1),
  day        TEXT NOT NULL CHECK (day LIKE '____-__-__'),
  at_ms      BIGINT NOT NULL,
  UNIQUE (licence_id, place)
);

-- Machines that hold or held a licence. One holds it now, or two that stand in for each other.
CREATE TABLE licence_machines (
  id          TEXT PRIMARY KEY,
  licence_id  TEXT NOT NULL REFERENCES licences (id),
  -- The id of its key.
  machine     TEXT NOT NULL,
  part        TEXT NOT NULL CHECK (part IN ('main', 'partner')),
  host        TEXT NOT NULL,
  system      TEXT NOT NULL,
  hardware    TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  version     TEXT NOT NULL,
  -- Who registered it, as they said: `licence::registration::Owner` as JSON.
  owner       TEXT NOT NULL,
  from_ms     BIGINT NOT NULL,
  -- The file with which it came; the one that it asked for last, and when, by its own clock: what tells an old receipt.
  from_serial BIGINT NOT NULL,
  asked_serial BIGINT NOT NULL,
  asked_ms    BIGINT NOT NULL,
  until_ms    BIGINT,
  -- Serial of the newest file then: machines that left with the same one left in one move.
  until_serial BIGINT,
  -- How it left: its own receipt, declared offline by the customer or by staff.
  left_by     TEXT NOT NULL CHECK (left_by IN ('', 'receipt', 'offline', 'staff')),
  reason      TEXT NOT NULL,
  CHECK ((until_ms IS NULL) = (left_by = '') AND (until_ms IS NULL) = (until_serial IS NULL)),
  CHECK (until_ms IS NULL OR until_ms >= from_ms)
);
CREATE UNIQUE INDEX licence_machines_current ON licence_machines (licence_id, part) WHERE until_ms IS NULL;
CREATE UNIQUE INDEX licence_machines_once ON licence_machines (licence_id, machine) WHERE until_ms IS NULL;
CREATE INDEX licence_machines_by_licence ON licence_machines (licence_id, from_ms);
CREATE INDEX licence_machines_by_host ON licence_machines (host);

-- Every licence file that was signed.
CREATE TABLE licence_files (
  licence_id   TEXT NOT NULL REFERENCES licences (id),
  serial       BIGINT NOT NULL CHECK (serial >= 1),
  -- The request that it answers; empty: signed anew by the platform.
  request_hash TEXT NOT NULL,
  key_id       TEXT NOT NULL REFERENCES signing_keys (id),
  text         TEXT NOT NULL,
  issued_at_ms BIGINT NOT NULL,
  PRIMARY KEY (licence_id, serial)
);

-- Licences that were withdrawn: files up to this serial do not hold any more. Rows are added or raised, never removed.
CREATE TABLE licence_revocations (
  licence_id   TEXT PRIMARY KEY REFERENCES licences (id),
  up_to_serial BIGINT NOT NULL CHECK (up_to_serial >= 0),
  reason       TEXT NOT NULL,
  at_ms        BIGINT NOT NULL
);

-- The list of them as products get it.
CREATE TABLE revocation_lists (
  number       BIGINT PRIMARY KEY CHECK (number >= 1),
  key_id       TEXT NOT NULL REFERENCES signing_keys (id),
  text         TEXT NOT NULL,
  issued_at_ms BIGINT NOT NULL
);

-- Warnings that were given, each once.
CREATE TABLE licence_warnings (
  licence_id TEXT NOT NULL REFERENCES licences (id),
  last_day   TEXT NOT NULL CHECK (last_day LIKE '____-__-__'),
  -- Days before.
  step       BIGINT NOT NULL CHECK (step >= 0),
  at_ms      BIGINT NOT NULL,
  PRIMARY KEY (licence_id, last_day, step)
);
