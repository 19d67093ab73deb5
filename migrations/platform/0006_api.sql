-- What happened, and the ways in for programs: tokens, requests that may be sent again, and webhooks.

-- Lines of a server's history are no events: their ids say so.
UPDATE server_history SET id = 'hap_' || SUBSTR(id, 5) WHERE id LIKE 'evt\_%' ESCAPE '\';

-- The event log. Rows are added, never changed. No foreign key to the customer: the trail outlives who is deleted.
CREATE TABLE events (
  id          TEXT PRIMARY KEY,
  at_ms       BIGINT NOT NULL,
  kind        TEXT NOT NULL,
  customer_id TEXT,
  -- The id of what it happened to.
  subject     TEXT NOT NULL,
  -- A person's, token's or machine's id, or `platform`; and its name at that time.
  actor       TEXT NOT NULL,
  actor_name  TEXT NOT NULL,
  data        TEXT NOT NULL
);
CREATE INDEX events_by_customer ON events (customer_id, id);
CREATE INDEX events_by_subject ON events (subject, id);

-- Whose events somebody wants to be told of: a customer's id, or `staff` for everybody's.
CREATE TABLE event_listeners (
  audience TEXT PRIMARY KEY
);

-- API tokens: of the token itself only the hash.
CREATE TABLE tokens (
  id             TEXT PRIMARY KEY,
  person_id      TEXT NOT NULL REFERENCES people (id),
  name           TEXT NOT NULL,
  token_hash     TEXT NOT NULL UNIQUE,
  -- AREA:read or AREA:write, with spaces between.
  scopes         TEXT NOT NULL,
  created_at_ms  BIGINT NOT NULL,
  expires_at_ms  BIGINT NOT NULL CHECK (expires_at_ms > created_at_ms),
  last_used_at_ms BIGINT,
  last_used_from TEXT NOT NULL,
  revoked_at_ms  BIGINT
);
CREATE INDEX tokens_by_person ON tokens (person_id);

-- Requests with an Idempotency-Key, for a day.
CREATE TABLE idempotency_keys (
  caller          TEXT NOT NULL,
  key             TEXT NOT NULL,
  -- Names one run of the request: whoever takes a key over gives it another one.
  run             TEXT NOT NULL UNIQUE,
  request_hash    TEXT NOT NULL,
  begun_at_ms     BIGINT NOT NULL,
  -- Written by each transaction of the request, so it is there exactly if something was changed.
  changed_at_ms   BIGINT,
  answered_at_ms  BIGINT,
  status          BIGINT,
  -- Headers and body, sealed.
  headers         TEXT,
  body            TEXT,
  PRIMARY KEY (caller, key),
  CHECK ((answered_at_ms IS NULL) = (status IS NULL)),
  CHECK ((status IS NULL) = (body IS NULL) AND (status IS NULL) = (headers IS NULL))
);
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (begun_at_ms);

-- Where events are sent. Without a customer: the provider's own, which hears of every event.
CREATE TABLE webhooks (
  id            TEXT PRIMARY KEY,
  customer_id   TEXT REFERENCES customers (id),
  url           TEXT NOT NULL,
  description   TEXT NOT NULL,
  -- Kinds of event with spaces between, `order.*` for all of one sort; empty: all.
  kinds         TEXT NOT NULL,
  -- The signing secrets, sealed; two while one is being replaced.
  sealed        TEXT NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('on', 'off', 'gone')),
  created_at_ms BIGINT NOT NULL
);
CREATE INDEX webhooks_by_customer ON webhooks (customer_id);

-- One event on its way to one address.
CREATE TABLE deliveries (
  id            TEXT PRIMARY KEY,
  webhook_id    TEXT NOT NULL REFERENCES webhooks (id),
  event_id      TEXT NOT NULL REFERENCES events (id),
  state         TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
  attempts      BIGINT NOT NULL,
  -- Attempts before it was last sent again by hand: the pauses count from there.
  attempts_before BIGINT NOT NULL,
  next_at_ms    BIGINT,
  created_at_ms BIGINT NOT NULL,
  ended_at_ms   BIGINT,
  UNIQUE (webhook_id, event_id),
  CHECK ((state = 'waiting') = (ended_at_ms IS NULL))
);
CREATE INDEX deliveries_by_webhook ON deliveries (webhook_id, id);

CREATE TABLE delivery_attempts (
  delivery_id TEXT NOT NULL REFERENCES deliveries (id),
  number      BIGINT NOT NULL CHECK (number >= 1),
  at_ms       BIGINT NOT NULL,
  took_ms     BIGINT NOT NULL,
  -- What was sent besides the body, and what came back; the status is empty where nothing did.
  request     TEXT NOT NULL,
  status      BIGINT,
  answer      TEXT NOT NULL,
  error       TEXT NOT NULL,
  PRIMARY KEY (delivery_id, number)
);
