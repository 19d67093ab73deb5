-- Watching (K2): what is wrong, since when, and what was done; what was measured; when nobody is to be woken.

-- A trouble from its begin to its end. One at a time of each kind for a server, or for the node.
CREATE TABLE incidents (
  id                 TEXT PRIMARY KEY,
  -- None: it is about the provider's own machine.
  server_id          TEXT REFERENCES servers (id),
  customer_id        TEXT REFERENCES customers (id),
  kind               TEXT NOT NULL,
  -- What was seen first.
  detail             TEXT NOT NULL,
  began_at_ms        BIGINT NOT NULL,
  over_at_ms         BIGINT CHECK (over_at_ms >= began_at_ms),
  -- When nothing was left to be done without a person, and when people were last asked.
  escalated_at_ms    BIGINT,
  asked_at_ms        BIGINT,
  acknowledged_at_ms BIGINT,
  acknowledged_by    TEXT NOT NULL DEFAULT '',
  CHECK ((server_id IS NULL) = (customer_id IS NULL))
);
CREATE UNIQUE INDEX incidents_running ON incidents (COALESCE(server_id, 'node'), kind) WHERE over_at_ms IS NULL;
CREATE INDEX incidents_by_server ON incidents (server_id, began_at_ms);
CREATE INDEX incidents_by_time ON incidents (began_at_ms);

-- What was seen and done, line by line.
CREATE TABLE incident_lines (
  id          TEXT PRIMARY KEY,
  incident_id TEXT NOT NULL REFERENCES incidents (id),
  at_ms       BIGINT NOT NULL,
  what        TEXT NOT NULL,
  detail      TEXT NOT NULL,
  -- Who did it; empty: the platform.
  by_name     TEXT NOT NULL
);
CREATE INDEX incident_lines_by_incident ON incident_lines (incident_id, at_ms);

-- Times for which nobody is woken and nothing is done by itself.
CREATE TABLE maintenance_windows (
  id              TEXT PRIMARY KEY,
  -- None: of every server.
  server_id       TEXT REFERENCES servers (id),
  begins_at_ms    BIGINT NOT NULL,
  ends_at_ms      BIGINT NOT NULL,
  reason          TEXT NOT NULL CHECK (reason <> ''),
  announced_at_ms BIGINT NOT NULL,
  announced_by    TEXT NOT NULL,
  withdrawn_at_ms BIGINT,
  CHECK (ends_at_ms > begins_at_ms)
);
CREATE INDEX maintenance_windows_by_end ON maintenance_windows (ends_at_ms);

-- Whether a server takes mail, as the probes see it.
CREATE TABLE standings (
  server_id TEXT PRIMARY KEY REFERENCES servers (id),
  standing  TEXT NOT NULL CHECK (standing IN ('up', 'down', 'unwatched')),
  since_ms  BIGINT NOT NULL
);

-- How each protocol of a server was last seen.
CREATE TABLE targets (
  server_id            TEXT NOT NULL REFERENCES servers (id),
  protocol             TEXT NOT NULL,
  -- `up`, `failing`, `down`, `slow`, `flapping`, and since when.
  state                TEXT NOT NULL,
  since_ms             BIGINT NOT NULL,
  asked_at_ms          BIGINT NOT NULL,
  -- How long the last good answer took, and why the last bad one was bad.
  total_ms             BIGINT NOT NULL,
  trouble              TEXT NOT NULL,
  certificate_until_ms BIGINT,
  PRIMARY KEY (server_id, protocol)
);

-- Answers of each hour, for plots and for how often a server could be reached.
CREATE TABLE target_hours (
  server_id TEXT NOT NULL REFERENCES servers (id),
  protocol  TEXT NOT NULL,
  hour_ms   BIGINT NOT NULL,
  probes    BIGINT NOT NULL,
  failures  BIGINT NOT NULL,
  sum_ms    BIGINT NOT NULL,
  most_ms   BIGINT NOT NULL,
  PRIMARY KEY (server_id, protocol, hour_ms)
);
CREATE INDEX target_hours_by_hour ON target_hours (hour_ms);

-- What each server used at the end of an hour.
CREATE TABLE load_hours (
  server_id       TEXT NOT NULL REFERENCES servers (id),
  hour_ms         BIGINT NOT NULL,
  memory_bytes    BIGINT NOT NULL,
  processes       BIGINT NOT NULL,
  disk_free_bytes BIGINT NOT NULL,
  disk_bytes      BIGINT NOT NULL,
  queue_messages  BIGINT NOT NULL,
  PRIMARY KEY (server_id, hour_ms)
);
CREATE INDEX load_hours_by_hour ON load_hours (hour_ms);

-- What a server may use at most; raised before it hurts.
ALTER TABLE servers ADD COLUMN memory_bytes BIGINT NOT NULL DEFAULT 1073741824;
ALTER TABLE servers ADD COLUMN processes BIGINT NOT NULL DEFAULT 512;

-- That a server is to be started again, written before it is done. One at a time for each server.
CREATE TABLE restarts (
  id            TEXT PRIMARY KEY,
  server_id     TEXT NOT NULL REFERENCES servers (id),
  because       TEXT NOT NULL,
  asked_by      TEXT NOT NULL,
  asked_at_ms   BIGINT NOT NULL,
  stopped_at_ms BIGINT,
  done_at_ms    BIGINT
);
CREATE UNIQUE INDEX restarts_running ON restarts (server_id) WHERE done_at_ms IS NULL;

INSERT INTO protected (table_name, column_names) VALUES
  ('incidents', 'id, server_id, customer_id, kind, detail, began_at_ms'),
  ('incident_lines', 'id, incident_id, at_ms, what, detail, by_name'),
  ('maintenance_windows', 'id, server_id, begins_at_ms, reason, announced_at_ms, announced_by');
