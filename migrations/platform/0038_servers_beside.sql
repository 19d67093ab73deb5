-- The whole server beside the one that runs (K1): `restores.what` has one more word.
CREATE TABLE new_restores (
  id             TEXT PRIMARY KEY,
  server_id      TEXT NOT NULL REFERENCES servers (id),
  backup_id      TEXT NOT NULL REFERENCES backups (id),
  -- `server`: the whole in its place; `beside`: the whole beside it; `file`: the whole as a file; else a part, beside
  -- what is there.
  what           TEXT NOT NULL CHECK (what IN ('server', 'beside', 'file', 'mailbox', 'folder', 'message')),
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
  -- When a file, or a server beside, is removed.
  expires_at_ms  BIGINT
);
INSERT INTO new_restores (id, server_id, backup_id, what, address, folder, message, into_address, state, step, done, total,
                          error, asked_by, asked_name, asked_at_ms, ended_at_ms, expires_at_ms)
  SELECT id, server_id, backup_id, what, address, folder, message, into_address, state, step, done, total, error,
         asked_by, asked_name, asked_at_ms, ended_at_ms, expires_at_ms
  FROM restores;
DROP TABLE restores;
ALTER TABLE new_restores RENAME TO restores;
CREATE UNIQUE INDEX restores_under_way ON restores (server_id) WHERE state IN ('waiting', 'running');
CREATE INDEX restores_by_server ON restores (server_id, asked_at_ms);

-- Places on the host for servers beside. One is given away again once nothing is left there of the last.
CREATE TABLE beside_places (
  slot       BIGINT PRIMARY KEY,
  restore_id TEXT UNIQUE REFERENCES restores (id),
  -- The password that opens every mailbox there, under the installation's key; empty: nobody has the place.
  sealed     TEXT NOT NULL
);
