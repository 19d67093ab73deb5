-- Watching from more than one place (K2): who looks beside the platform, and what they see; answers of five minutes and of
-- a month; what a server may use of the processor.

-- A place beside the platform from which servers are asked. Its token is shown once.
CREATE TABLE vantages (
  id             TEXT PRIMARY KEY,
  name           TEXT NOT NULL CHECK (name <> ''),
  token_hash     TEXT NOT NULL UNIQUE,
  made_at_ms     BIGINT NOT NULL,
  made_by        TEXT NOT NULL,
  -- When it was last heard of, from where, and which version it is; none: never yet.
  heard_at_ms    BIGINT,
  heard_from     TEXT NOT NULL DEFAULT '',
  version        TEXT NOT NULL DEFAULT '',
  removed_at_ms  BIGINT
);
CREATE UNIQUE INDEX vantages_by_name ON vantages (name) WHERE removed_at_ms IS NULL;

-- How a protocol of a server looks from there.
CREATE TABLE vantage_answers (
  vantage_id  TEXT NOT NULL REFERENCES vantages (id),
  server_id   TEXT NOT NULL REFERENCES servers (id),
  protocol    TEXT NOT NULL,
  -- `good`, `doubted`, `down`, and since when; times are by the platform's clock.
  state       TEXT NOT NULL,
  since_ms    BIGINT NOT NULL,
  heard_at_ms BIGINT NOT NULL,
  total_ms    BIGINT NOT NULL,
  trouble     TEXT NOT NULL,
  PRIMARY KEY (vantage_id, server_id, protocol)
);
CREATE INDEX vantage_answers_by_server ON vantage_answers (server_id);
CREATE INDEX vantage_answers_bad ON vantage_answers (state) WHERE state <> 'good';

-- What is doubted or down is asked for by others at once.
CREATE INDEX targets_bad ON targets (state) WHERE state <> 'good';

-- Answers of five minutes: for the plot of a day.
CREATE TABLE target_slots (
  server_id  TEXT NOT NULL REFERENCES servers (id),
  protocol   TEXT NOT NULL,
  slot_ms    BIGINT NOT NULL,
  probes     BIGINT NOT NULL,
  failures   BIGINT NOT NULL,
  sum_ms     BIGINT NOT NULL,
  most_ms    BIGINT NOT NULL,
  -- For how long it was watched, and was down.
  watched_ms BIGINT NOT NULL,
  down_ms    BIGINT NOT NULL,
  PRIMARY KEY (server_id, protocol, slot_ms)
);
CREATE INDEX target_slots_by_slot ON target_slots (slot_ms);

-- Of a month, `YYYY-MM` in the provider's zone; announced maintenance is not counted.
CREATE TABLE target_months (
  server_id  TEXT NOT NULL REFERENCES servers (id),
  protocol   TEXT NOT NULL,
  month      TEXT NOT NULL,
  watched_ms BIGINT NOT NULL,
  down_ms    BIGINT NOT NULL,
  PRIMARY KEY (server_id, protocol, month)
);

-- Hundredths of a processor that a server may use at most; raised before it hurts.
ALTER TABLE servers ADD COLUMN cpu_percent BIGINT NOT NULL DEFAULT 200;

-- How much mail a server kept at the end of the hour.
ALTER TABLE load_hours ADD COLUMN own_bytes BIGINT NOT NULL DEFAULT 0;
