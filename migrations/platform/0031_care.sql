-- Care (K2, K4): servers that end by themselves, and what follows from it.

-- Each end by itself, told from the next by the start that went before it.
CREATE TABLE server_deaths (
  server_id  TEXT NOT NULL REFERENCES servers (id),
  started_ms BIGINT NOT NULL,
  at_ms      BIGINT NOT NULL,
  -- Exit status; none: nobody was left to note it.
  status     BIGINT,
  PRIMARY KEY (server_id, started_ms)
);
CREATE INDEX server_deaths_by_time ON server_deaths (server_id, at_ms);
-- Since when ends by itself count: since somebody started it, or took it into their hands.
ALTER TABLE servers ADD COLUMN deaths_from_ms BIGINT NOT NULL DEFAULT 0;
-- Since when it is not started again by itself, for it ended too often.
ALTER TABLE servers ADD COLUMN left_alone_at_ms BIGINT;

-- Why and by whom a server was left out of a rollout by hand; empty: it was not.
ALTER TABLE rollout_servers ADD COLUMN left_out_because TEXT NOT NULL DEFAULT '';
ALTER TABLE rollout_servers ADD COLUMN left_out_by TEXT NOT NULL DEFAULT '';
-- What the customer was last told of when it comes; none: that nobody knows yet, or nothing.
ALTER TABLE rollout_servers ADD COLUMN told_at_ms BIGINT;
UPDATE rollout_servers SET told_at_ms = due_at_ms WHERE stage > 0 AND state = 'waiting';
-- Whether the customer was told that it is put off.
ALTER TABLE rollout_servers ADD COLUMN put_off_at_ms BIGINT;
CREATE INDEX rollout_servers_by_state ON rollout_servers (state, rollout_id);

-- Since when a name that its server holds leads elsewhere, and when its owner was told.
ALTER TABLE host_names ADD COLUMN lost_at_ms BIGINT;
ALTER TABLE host_names ADD COLUMN lost_told_at_ms BIGINT;
