-- Updates of hosted servers (K4): builds, which of them a server shall run and runs, and rollouts in stages.

-- An image and the appliance's program on it, together.
CREATE TABLE builds (
  id             TEXT PRIMARY KEY,
  product        TEXT NOT NULL,
  -- The image's folder, and the program by what is in it.
  image          TEXT NOT NULL,
  program        TEXT NOT NULL,
  -- What the program calls itself.
  version        TEXT NOT NULL,
  seen_at_ms     BIGINT NOT NULL,
  -- Since when new servers get it: it came with the first start, or its rollout reached everybody.
  released_at_ms BIGINT,
  -- When image and program were deleted, since no server needs them.
  removed_at_ms  BIGINT,
  UNIQUE (product, image, program)
);

-- What a server shall run; empty: nothing was written down yet, and it takes what it finds.
ALTER TABLE servers ADD COLUMN image TEXT NOT NULL DEFAULT '';
ALTER TABLE servers ADD COLUMN program TEXT NOT NULL DEFAULT '';
-- What it was last started with.
ALTER TABLE servers ADD COLUMN runs_image TEXT NOT NULL DEFAULT '';
ALTER TABLE servers ADD COLUMN runs_program TEXT NOT NULL DEFAULT '';
-- Since when it is one of the provider's own, on which updates are tried first.
ALTER TABLE servers ADD COLUMN test_since_ms BIGINT;

-- A build on its way to all servers of a product.
CREATE TABLE rollouts (
  id             TEXT PRIMARY KEY,
  product        TEXT NOT NULL,
  build_id       TEXT NOT NULL REFERENCES builds (id),
  kind           TEXT NOT NULL CHECK (kind IN ('regular', 'security')),
  -- What changes, for the customers.
  note_en        TEXT NOT NULL CHECK (note_en <> ''),
  note_nl        TEXT NOT NULL CHECK (note_nl <> ''),
  state          TEXT NOT NULL CHECK (state IN ('running', 'paused', 'stopped', 'abandoned', 'done')),
  -- 0: the test servers; then the shares that the catalogue says.
  stage          BIGINT NOT NULL,
  stages         BIGINT NOT NULL CHECK (stages >= stage),
  stage_at_ms    BIGINT NOT NULL,
  -- Why it stopped; empty if it did not.
  why            TEXT NOT NULL,
  started_by     TEXT NOT NULL,
  started_at_ms  BIGINT NOT NULL,
  ended_at_ms    BIGINT
);
-- One at a time.
CREATE UNIQUE INDEX rollouts_active ON rollouts (product) WHERE state IN ('running', 'paused', 'stopped');

-- A server in a rollout.
CREATE TABLE rollout_servers (
  rollout_id      TEXT NOT NULL REFERENCES rollouts (id),
  server_id       TEXT NOT NULL REFERENCES servers (id),
  stage           BIGINT NOT NULL,
  -- What it ran before, and goes back to.
  from_image      TEXT NOT NULL,
  from_program    TEXT NOT NULL,
  state           TEXT NOT NULL CHECK (state IN ('waiting', 'backing-up', 'switching', 'watching', 'returning',
                                                 'returning-data', 'done', 'put-back', 'failed', 'left-out')),
  -- Not before; what the customer was told.
  due_at_ms       BIGINT NOT NULL,
  begun_at_ms     BIGINT,
  backup_id       TEXT,
  switched_at_ms  BIGINT,
  -- When every protocol first answered well with the new build, and when last.
  good_at_ms      BIGINT,
  last_good_at_ms BIGINT,
  ended_at_ms     BIGINT,
  error           TEXT NOT NULL,
  PRIMARY KEY (rollout_id, server_id)
);
CREATE INDEX rollout_servers_by_server ON rollout_servers (server_id);
-- A server is in the works of one rollout at a time.
CREATE UNIQUE INDEX rollout_servers_at_work ON rollout_servers (server_id)
  WHERE state IN ('backing-up', 'switching', 'watching', 'returning', 'returning-data');
