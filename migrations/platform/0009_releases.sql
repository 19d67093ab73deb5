-- Published versions of products. What was signed is kept as it is; a version is never published twice.
CREATE TABLE releases (
  product         TEXT NOT NULL,
  version         TEXT NOT NULL,
  released        TEXT NOT NULL CHECK (released LIKE '____-__-__'),
  -- The signed manifest.
  manifest        TEXT NOT NULL,
  file            TEXT NOT NULL,
  bytes           BIGINT NOT NULL CHECK (bytes > 0),
  sha256          TEXT NOT NULL,
  published_at_ms BIGINT NOT NULL,
  -- Withdrawn: no longer offered; whoever has it keeps it.
  withdrawn_at_ms BIGINT,
  withdrawn_why   TEXT NOT NULL,
  PRIMARY KEY (product, version)
);
