-- Backups of the platform itself (K1): its database, its key file and what else must be kept of its data folder.
CREATE TABLE platform_backups (
  id             TEXT PRIMARY KEY,
  -- The day that it is of, in the provider's zone.
  day            TEXT NOT NULL CHECK (day LIKE '____-__-__'),
  -- `night`: the nightly one; `asked`: somebody wanted it now.
  reason         TEXT NOT NULL CHECK (reason IN ('night', 'asked')),
  state          TEXT NOT NULL CHECK (state IN ('running', 'ready', 'failed', 'forgotten')),
  -- Its id in the repository.
  snapshot       TEXT NOT NULL,
  -- Of all files; and what the repository grew by.
  bytes          BIGINT NOT NULL,
  added_bytes    BIGINT NOT NULL,
  error          TEXT NOT NULL,
  asked_name     TEXT NOT NULL,
  wanted_at_ms   BIGINT NOT NULL,
  ended_at_ms    BIGINT,
  CHECK (state <> 'ready' OR (snapshot <> '' AND ended_at_ms IS NOT NULL))
);
CREATE UNIQUE INDEX platform_backups_nightly ON platform_backups (day) WHERE reason = 'night';
CREATE UNIQUE INDEX platform_backups_running ON platform_backups (state) WHERE state = 'running';
CREATE INDEX platform_backups_by_time ON platform_backups (wanted_at_ms);
