-- Certificates of servers (H3), got by ACME (RFC 8555) and renewed long before they run out.

-- Who the platform is at an authority; sealed for the directory's URL.
CREATE TABLE acme_accounts (
  directory     TEXT PRIMARY KEY,
  sealed        TEXT NOT NULL,
  created_at_ms BIGINT NOT NULL
);

-- What an authority asks for under /.well-known/acme-challenge/ (RFC 8555 section 8.3), while it asks.
CREATE TABLE acme_challenges (
  token         TEXT PRIMARY KEY,
  answer        TEXT NOT NULL,
  created_at_ms BIGINT NOT NULL
);

-- One row for each server that is to have one. Chain and key are sealed for the server; empty until the first is there.
CREATE TABLE certificates (
  server_id       TEXT PRIMARY KEY REFERENCES servers (id),
  host            TEXT NOT NULL,
  sealed          TEXT NOT NULL,
  from_ms         BIGINT,
  until_ms        BIGINT,
  issued_at_ms    BIGINT,
  installed_at_ms BIGINT,
  failures        BIGINT NOT NULL CHECK (failures >= 0),
  last_error      TEXT NOT NULL,
  try_at_ms       BIGINT NOT NULL
);
CREATE INDEX certificates_by_try ON certificates (try_at_ms);
