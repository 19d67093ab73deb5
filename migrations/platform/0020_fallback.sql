-- The fallback mail server (K3): for whom servers take mail, whose each domain is, and what was told about held mail.

CREATE TABLE fallback_recipients (
  server_id       TEXT PRIMARY KEY REFERENCES servers (id),
  -- Of the whole list, as the server said it.
  hash            TEXT NOT NULL,
  -- The list, as JSON.
  domains         TEXT NOT NULL,
  -- How many lists came before.
  version         BIGINT NOT NULL CHECK (version >= 0),
  -- Domains of the list that are another server's.
  disputed        BIGINT NOT NULL CHECK (disputed >= 0),
  changed_at_ms   BIGINT NOT NULL,
  confirmed_at_ms BIGINT NOT NULL
);

-- A domain is one server's: of two that name it, the first one's.
CREATE TABLE fallback_domains (
  name            TEXT PRIMARY KEY,
  server_id       TEXT NOT NULL REFERENCES servers (id),
  since_ms        BIGINT NOT NULL,
  -- Its MX records as they were found last: a line for each, or why they could not be looked up.
  looked_up_at_ms BIGINT,
  verdict         TEXT NOT NULL,
  found           TEXT NOT NULL
);
CREATE INDEX fallback_domains_by_server ON fallback_domains (server_id);
CREATE INDEX fallback_domains_by_look_up ON fallback_domains (looked_up_at_ms);

-- What was told about a server's held mail, as long as it is so: each once.
CREATE TABLE fallback_warnings (
  server_id TEXT NOT NULL REFERENCES servers (id),
  what      TEXT NOT NULL CHECK (what IN ('days-3', 'days-25', 'full')),
  at_ms     BIGINT NOT NULL,
  PRIMARY KEY (server_id, what)
);
