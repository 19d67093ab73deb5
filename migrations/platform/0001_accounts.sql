-- Customers, the people who act for them or for the provider, and how they sign in.
-- One text for SQLite and PostgreSQL: TEXT and BIGINT only; times in milliseconds since 1970 UTC.

CREATE TABLE customers (
  id            TEXT PRIMARY KEY,
  name          TEXT NOT NULL,
  street        TEXT NOT NULL,
  postcode      TEXT NOT NULL,
  city          TEXT NOT NULL,
  country       TEXT NOT NULL,
  vat_number    TEXT NOT NULL,
  language      TEXT NOT NULL CHECK (language IN ('en', 'nl')),
  created_at_ms BIGINT NOT NULL
);

CREATE TABLE people (
  id             TEXT PRIMARY KEY,
  customer_id    TEXT REFERENCES customers (id),
  email          TEXT NOT NULL UNIQUE,
  name           TEXT NOT NULL,
  password_hash  TEXT NOT NULL,
  role           TEXT NOT NULL CHECK (role IN ('owner', 'administrator', 'staff')),
  language       TEXT NOT NULL CHECK (language IN ('en', 'nl')),
  verified_at_ms BIGINT,
  created_at_ms  BIGINT NOT NULL,
  CHECK ((role = 'staff') = (customer_id IS NULL))
);
CREATE INDEX people_by_customer ON people (customer_id);

CREATE TABLE sessions (
  token_hash    TEXT PRIMARY KEY,
  person_id     TEXT NOT NULL REFERENCES people (id),
  csrf          TEXT NOT NULL,
  created_at_ms BIGINT NOT NULL,
  expires_at_ms BIGINT NOT NULL
);
CREATE INDEX sessions_by_person ON sessions (person_id);

-- One-time links: to verify an address, to set a new password, to make the first staff account.
CREATE TABLE links (
  token_hash    TEXT PRIMARY KEY,
  person_id     TEXT REFERENCES people (id),
  purpose       TEXT NOT NULL CHECK (purpose IN ('verify', 'reset', 'setup')),
  created_at_ms BIGINT NOT NULL,
  expires_at_ms BIGINT NOT NULL,
  used_at_ms    BIGINT
);

-- Failed and costly attempts, for rate limits.
CREATE TABLE attempts (
  subject TEXT NOT NULL,
  at_ms   BIGINT NOT NULL
);
CREATE INDEX attempts_by_subject ON attempts (subject, at_ms);
