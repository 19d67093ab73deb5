-- Work behind the requests, mail to people, and what the installation remembers about itself.

CREATE TABLE jobs (
  id              TEXT PRIMARY KEY,
  kind            TEXT NOT NULL,
  subject         TEXT NOT NULL,
  payload         TEXT NOT NULL,
  state           TEXT NOT NULL CHECK (state IN ('waiting', 'leased', 'done', 'dead')),
  run_at_ms       BIGINT NOT NULL,
  leased_until_ms BIGINT,
  attempts        BIGINT NOT NULL,
  last_error      TEXT NOT NULL,
  created_at_ms   BIGINT NOT NULL,
  finished_at_ms  BIGINT,
  CHECK ((state = 'leased') = (leased_until_ms IS NOT NULL))
);
CREATE INDEX jobs_due ON jobs (state, run_at_ms);
CREATE UNIQUE INDEX jobs_one_waiting ON jobs (kind, subject) WHERE state = 'waiting';

-- Every mail that the platform sends. The embedded default delivers them to this page only ("captured").
CREATE TABLE mails (
  id            TEXT PRIMARY KEY,
  recipient     TEXT NOT NULL,
  subject       TEXT NOT NULL,
  body          TEXT NOT NULL,
  created_at_ms BIGINT NOT NULL,
  sent_at_ms    BIGINT
);
CREATE INDEX mails_by_time ON mails (created_at_ms);

CREATE TABLE settings (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
