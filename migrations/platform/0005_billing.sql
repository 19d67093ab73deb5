-- Months that are closed, and the invoices that come of them.

CREATE TABLE months (
  month         TEXT PRIMARY KEY CHECK (month LIKE '____-__'),
  -- The date of its invoices, and who closed it.
  date          TEXT NOT NULL CHECK (date LIKE '____-__-__'),
  person_id     TEXT NOT NULL REFERENCES people (id),
  started_at_ms BIGINT NOT NULL
);

-- Gapless numbers: the last one given, taken in the transaction of its invoice.
CREATE TABLE series (
  name        TEXT PRIMARY KEY,
  last_number BIGINT NOT NULL CHECK (last_number >= 0)
);

CREATE TABLE invoices (
  id            TEXT PRIMARY KEY,
  series        TEXT NOT NULL REFERENCES series (name),
  sequence      BIGINT NOT NULL CHECK (sequence >= 1),
  number        TEXT NOT NULL UNIQUE,
  customer_id   TEXT NOT NULL REFERENCES customers (id),
  -- The name on the document, for the search.
  customer_name TEXT NOT NULL,
  month         TEXT NOT NULL REFERENCES months (month),
  date          TEXT NOT NULL,
  due           TEXT NOT NULL CHECK (due >= date),
  net_minor     BIGINT NOT NULL,
  vat_minor     BIGINT NOT NULL,
  total_minor   BIGINT NOT NULL,
  currency      TEXT NOT NULL,
  -- Everything that page and PDF show, as JSON; its SHA-256 is sealed below.
  document      TEXT NOT NULL,
  document_hash TEXT NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('issued', 'paid')),
  issued_at_ms  BIGINT NOT NULL,
  paid_at_ms    BIGINT,
  UNIQUE (series, sequence),
  UNIQUE (customer_id, month),
  CHECK (total_minor = net_minor + vat_minor),
  CHECK ((state = 'paid') = (paid_at_ms IS NOT NULL)),
  UNIQUE (id, number, series, sequence, customer_id, month, date, due, net_minor, vat_minor, total_minor, document_hash)
);

-- An issued invoice does not change (B8): its seal refers to all of it, so the database refuses to alter or delete
-- what was sealed, on either engine. Paying it touches none of these columns.
CREATE TABLE invoice_seals (
  id            TEXT PRIMARY KEY,
  number        TEXT NOT NULL,
  series        TEXT NOT NULL,
  sequence      BIGINT NOT NULL,
  customer_id   TEXT NOT NULL,
  month         TEXT NOT NULL,
  date          TEXT NOT NULL,
  due           TEXT NOT NULL,
  net_minor     BIGINT NOT NULL,
  vat_minor     BIGINT NOT NULL,
  total_minor   BIGINT NOT NULL,
  document_hash TEXT NOT NULL,
  FOREIGN KEY (id, number, series, sequence, customer_id, month, date, due, net_minor, vat_minor, total_minor, document_hash)
    REFERENCES invoices (id, number, series, sequence, customer_id, month, date, due, net_minor, vat_minor, total_minor, document_hash)
);

-- One customer's part of a closed month. Settled: no reading of that month can come any more.
CREATE TABLE month_runs (
  month         TEXT NOT NULL REFERENCES months (month),
  customer_id   TEXT NOT NULL REFERENCES customers (id),
  done_at_ms    BIGINT,
  invoice_id    TEXT UNIQUE REFERENCES invoices (id),
  settled_at_ms BIGINT,
  PRIMARY KEY (month, customer_id),
  CHECK (done_at_ms IS NOT NULL OR (invoice_id IS NULL AND settled_at_ms IS NULL))
);
CREATE INDEX month_runs_by_customer ON month_runs (customer_id, month);
