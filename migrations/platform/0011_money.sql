-- Money: what is owed, what was paid, and the ledger that both are written to (B8).

-- Columns that never change once they are written, and whose rows are never deleted. Opening the database makes the
-- triggers that refuse it, in the words of either engine; a table's own migration adds its row.
CREATE TABLE protected (
  table_name   TEXT PRIMARY KEY,
  column_names TEXT NOT NULL
);

DROP TABLE invoice_seals;

CREATE TABLE new_invoices (
  id            TEXT PRIMARY KEY,
  series        TEXT NOT NULL REFERENCES series (name),
  sequence      BIGINT NOT NULL CHECK (sequence >= 1),
  number        TEXT NOT NULL UNIQUE,
  -- `month`: a month of hosted servers; `order`: a licence order; `credit-note`: takes back (a part of) another, or is
  -- what a month came to below zero. Amounts of a credit note are above zero, as on the document.
  kind          TEXT NOT NULL CHECK (kind IN ('month', 'order', 'credit-note')),
  customer_id   TEXT NOT NULL REFERENCES customers (id),
  -- The name on the document, for the search.
  customer_name TEXT NOT NULL,
  month         TEXT REFERENCES months (month),
  order_id      TEXT REFERENCES licence_orders (id),
  -- The invoice that a credit note takes back.
  credits       TEXT REFERENCES new_invoices (id),
  -- The invoice that was taken back whole and that this one stands for.
  replaces      TEXT UNIQUE REFERENCES new_invoices (id),
  date          TEXT NOT NULL,
  due           TEXT NOT NULL CHECK (due >= date),
  net_minor     BIGINT NOT NULL,
  vat_minor     BIGINT NOT NULL,
  total_minor   BIGINT NOT NULL,
  currency      TEXT NOT NULL,
  -- Everything that page, PDF and XML show, as JSON, and its SHA-256.
  document      TEXT NOT NULL,
  document_hash TEXT NOT NULL,
  -- What follows changes as it is paid.
  state         TEXT NOT NULL CHECK (state IN ('issued', 'paid', 'credited', 'written-off')),
  open_minor    BIGINT NOT NULL CHECK (open_minor >= 0),
  issued_at_ms  BIGINT NOT NULL,
  settled_at_ms BIGINT,
  UNIQUE (series, sequence),
  CHECK (total_minor = net_minor + vat_minor),
  CHECK ((state = 'issued') = (settled_at_ms IS NULL)),
  CHECK (state = 'issued' OR open_minor = 0),
  CHECK (kind <> 'month' OR month IS NOT NULL),
  CHECK ((kind = 'order') = (order_id IS NOT NULL)),
  CHECK (credits IS NULL OR kind = 'credit-note')
);
INSERT INTO new_invoices (id, series, sequence, number, kind, customer_id, customer_name, month, date, due, net_minor,
                          vat_minor, total_minor, currency, document, document_hash, state, open_minor, issued_at_ms,
                          settled_at_ms)
  SELECT id, series, sequence, number, 'month', customer_id, customer_name, month, date, due, net_minor, vat_minor,
         total_minor, currency, document, document_hash, state,
         CASE WHEN state = 'paid' OR total_minor < 0 THEN 0 ELSE total_minor END, issued_at_ms, paid_at_ms
  FROM invoices;

CREATE TABLE new_month_runs (
  month         TEXT NOT NULL REFERENCES months (month),
  customer_id   TEXT NOT NULL REFERENCES customers (id),
  done_at_ms    BIGINT,
  invoice_id    TEXT UNIQUE REFERENCES new_invoices (id),
  settled_at_ms BIGINT,
  -- Why its invoice cannot be issued yet, as a refusal's code; empty: nothing stands in its way.
  waits_for     TEXT NOT NULL,
  PRIMARY KEY (month, customer_id),
  CHECK (done_at_ms IS NOT NULL OR (invoice_id IS NULL AND settled_at_ms IS NULL)),
  CHECK (waits_for = '' OR done_at_ms IS NULL)
);
INSERT INTO new_month_runs (month, customer_id, done_at_ms, invoice_id, settled_at_ms, waits_for)
  SELECT month, customer_id, done_at_ms, invoice_id, settled_at_ms, '' FROM month_runs;

DROP TABLE month_runs;
DROP TABLE invoices;
ALTER TABLE new_invoices RENAME TO invoices;
ALTER TABLE new_month_runs RENAME TO month_runs;
CREATE INDEX month_runs_by_customer ON month_runs (customer_id, month);
CREATE INDEX invoices_by_customer ON invoices (customer_id, date);
CREATE INDEX invoices_by_month ON invoices (month);
CREATE INDEX invoices_open ON invoices (due) WHERE state = 'issued';
-- A licence order has one invoice; one that replaces it stands beside.
CREATE UNIQUE INDEX invoices_of_order ON invoices (order_id) WHERE replaces IS NULL;

INSERT INTO protected (table_name, column_names) VALUES
  ('invoices', 'id, series, sequence, number, kind, customer_id, customer_name, month, order_id, credits, replaces, date, due, net_minor, vat_minor, total_minor, currency, document, document_hash, issued_at_ms');

-- What took an amount off an invoice, or (below zero) put it back on. An invoice's open amount is its total less these.
CREATE TABLE settlements (
  id           TEXT PRIMARY KEY,
  invoice_id   TEXT NOT NULL REFERENCES invoices (id),
  amount_minor BIGINT NOT NULL CHECK (amount_minor <> 0),
  means        TEXT NOT NULL CHECK (means IN ('payment', 'credit', 'credit-note', 'write-off')),
  -- What it came by: a payment, a return, a credit note, a staff member's write-off.
  source       TEXT NOT NULL,
  date         TEXT NOT NULL CHECK (date LIKE '____-__-__'),
  at_ms        BIGINT NOT NULL,
  UNIQUE (invoice_id, means, source)
);
INSERT INTO protected (table_name, column_names) VALUES
  ('settlements', 'id, invoice_id, amount_minor, means, source, date, at_ms');

-- What customers have paid too much or were credited, until an invoice uses it or it is paid back.
CREATE TABLE customer_credits (
  customer_id   TEXT PRIMARY KEY REFERENCES customers (id),
  balance_minor BIGINT NOT NULL CHECK (balance_minor >= 0)
);

-- The ledger: one entry for each thing that happened with money, as transfers between two accounts. A transfer debits
-- one account and credits another by the same amount, so there is no row that could be out of balance.
CREATE TABLE ledger_entries (
  id          TEXT PRIMARY KEY,
  -- Gapless within a year.
  year        TEXT NOT NULL,
  number      BIGINT NOT NULL CHECK (number >= 1),
  date        TEXT NOT NULL CHECK (date LIKE '____-__-__'),
  kind        TEXT NOT NULL,
  -- What it is about; with the kind it is posted once.
  subject     TEXT NOT NULL,
  customer_id TEXT REFERENCES customers (id),
  -- For people who read the ledger: a number, a name.
  words       TEXT NOT NULL,
  at_ms       BIGINT NOT NULL,
  UNIQUE (year, number),
  UNIQUE (kind, subject)
);
CREATE INDEX ledger_entries_by_date ON ledger_entries (date);
CREATE INDEX ledger_entries_by_customer ON ledger_entries (customer_id, date);

CREATE TABLE ledger_transfers (
  entry_id     TEXT NOT NULL REFERENCES ledger_entries (id),
  line         BIGINT NOT NULL CHECK (line >= 1),
  debit        TEXT NOT NULL,
  credit       TEXT NOT NULL,
  amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
  PRIMARY KEY (entry_id, line),
  CHECK (debit <> credit)
);
INSERT INTO protected (table_name, column_names) VALUES
  ('ledger_entries', 'id, year, number, date, kind, subject, customer_id, words, at_ms'),
  ('ledger_transfers', 'entry_id, line, debit, credit, amount_minor');

-- The customer's own words on its invoices, and where they are sent besides its owners.
ALTER TABLE customers ADD COLUMN invoice_reference TEXT NOT NULL DEFAULT '';
ALTER TABLE customers ADD COLUMN invoice_email TEXT NOT NULL DEFAULT '';
