-- Backups (K1): repositories and their keys, one backup each night, restores, drills; and why a server is held.

-- While it stands here, a server is kept as it says, whatever it shall be, and nothing acts on it by itself.
CREATE TABLE server_holds (
  server_id  TEXT PRIMARY KEY REFERENCES servers (id),
  -- `restore`: it is kept stopped while its data is put back; `maintenance`: it is left alone.
  reason     TEXT NOT NULL CHECK (reason IN ('restore', 'maintenance')),
  since_ms   BIGINT NOT NULL,
  by_name    TEXT NOT NULL
);

CREATE TABLE backup_repositories (
  server_id      TEXT PRIMARY KEY REFERENCES servers (id),
  -- The key, sealed for this row; empty once the repository is gone.
  sealed         TEXT NOT NULL,
  created_at_ms  BIGINT NOT NULL,
  -- When it was last read through, and what was wrong; empty: nothing.
  checked_at_ms  BIGINT,
  check_error    TEXT NOT NULL,
  -- When repository and key went: a month after the server's end.
  removed_at_ms  BIGINT,
  CHECK ((removed_at_ms IS NULL) = (sealed <> ''))
);

CREATE TABLE backups (
  id             TEXT PRIMARY KEY,
  server_id      TEXT NOT NULL REFERENCES servers (id),
  -- The day that it is of, in the provider's zone.
  day            TEXT NOT NULL CHECK (day LIKE '____-__-__'),
  -- `night`: the nightly one; `asked`: somebody wanted it now; `restore`: right before a restore.
  reason         TEXT NOT NULL CHECK (reason IN ('night', 'asked', 'restore')),
  state          TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'ready', 'failed', 'forgotten')),
  -- Its id in the repository.
  snapshot       TEXT NOT NULL,
  files          BIGINT NOT NULL,
  bytes          BIGINT NOT NULL,
  added_bytes    BIGINT NOT NULL,
  messages       BIGINT NOT NULL,
  -- JSON: what the server held right before and right after.
  manifest       TEXT NOT NULL,
  error          TEXT NOT NULL,
  asked_name     TEXT NOT NULL,
  wanted_at_ms   BIGINT NOT NULL,
  begun_at_ms    BIGINT,
  ended_at_ms    BIGINT,
  CHECK (state <> 'ready' OR (snapshot <> '' AND ended_at_ms IS NOT NULL))
);
CREATE UNIQUE INDEX backups_nightly ON backups (server_id, day) WHERE reason = 'night';
CREATE UNIQUE INDEX backups_under_way ON backups (server_id) WHERE state IN ('waiting', 'running');
CREATE INDEX backups_by_server ON backups (server_id, wanted_at_ms);
CREATE INDEX backups_by_day ON backups (day, state);

CREATE TABLE restores (
  id             TEXT PRIMARY KEY,
  server_id      TEXT NOT NULL REFERENCES servers (id),
  backup_id      TEXT NOT NULL REFERENCES backups (id),
  -- `server`: the whole in its place; `file`: the whole as a file; else a part, beside what is there.
  what           TEXT NOT NULL CHECK (what IN ('server', 'file', 'mailbox', 'folder', 'message')),
  -- Where the part lay: mailbox, folder as IMAP names it, name of the message.
  address        TEXT NOT NULL,
  folder         TEXT NOT NULL,
  message        TEXT NOT NULL,
  -- The mailbox that takes it.
  into_address   TEXT NOT NULL,
  state          TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'ready', 'failed', 'removed')),
  -- What is being done.
  step           TEXT NOT NULL,
  -- Messages or bytes done, and of how many.
  done           BIGINT NOT NULL,
  total          BIGINT NOT NULL,
  error          TEXT NOT NULL,
  asked_by       TEXT NOT NULL,
  asked_name     TEXT NOT NULL,
  asked_at_ms    BIGINT NOT NULL,
  ended_at_ms    BIGINT,
  -- When a file is removed.
  expires_at_ms  BIGINT
);
CREATE UNIQUE INDEX restores_under_way ON restores (server_id) WHERE state IN ('waiting', 'running');
CREATE INDEX restores_by_server ON restores (server_id, asked_at_ms);

CREATE TABLE drills (
  id           TEXT PRIMARY KEY,
  server_id    TEXT NOT NULL REFERENCES servers (id),
  backup_id    TEXT NOT NULL REFERENCES backups (id),
  state        TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'passed', 'failed')),
  -- Mailboxes signed in to, and messages seen in them.
  mailboxes    BIGINT NOT NULL,
  messages     BIGINT NOT NULL,
  error        TEXT NOT NULL,
  begun_at_ms  BIGINT NOT NULL,
  ended_at_ms  BIGINT
);
-- One at a time: they share one place on the host.
CREATE UNIQUE INDEX drills_under_way ON drills ((1)) WHERE state IN ('waiting', 'running');
CREATE INDEX drills_by_server ON drills (server_id, begun_at_ms);
