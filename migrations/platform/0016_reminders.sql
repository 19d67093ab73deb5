-- The ledger's pages, write-offs, reminders and suspensions.

-- An account's entries, of which there are as many as there are transfers.
CREATE INDEX ledger_transfers_by_debit ON ledger_transfers (debit, entry_id);
CREATE INDEX ledger_transfers_by_credit ON ledger_transfers (credit, entry_id);

-- What staff do not expect to be paid any more; below zero it was taken back, because it was paid after all.
CREATE TABLE write_offs (
  id           TEXT PRIMARY KEY,
  invoice_id   TEXT NOT NULL REFERENCES invoices (id),
  amount_minor BIGINT NOT NULL CHECK (amount_minor <> 0),
  -- The part of it that is VAT, which a later return claims back.
  vat_minor    BIGINT NOT NULL,
  reason       TEXT NOT NULL CHECK (reason <> ''),
  -- Who did it; none: a payment that came after all.
  person_id    TEXT REFERENCES people (id),
  date         TEXT NOT NULL CHECK (date LIKE '____-__-__'),
  at_ms        BIGINT NOT NULL
);
CREATE INDEX write_offs_by_invoice ON write_offs (invoice_id);

-- Letters about overdue invoices. A step of the schedule is taken once for each invoice, by a letter or by staff who
-- skip it; a letter that is sent again takes none.
CREATE TABLE reminders (
  id            TEXT PRIMARY KEY,
  customer_id   TEXT NOT NULL REFERENCES customers (id),
  kind          TEXT NOT NULL CHECK (kind IN ('letter', 'again', 'skipped')),
  -- Of the catalogue's schedule, from 1, and its name then.
  step          BIGINT NOT NULL CHECK (step >= 1),
  name          TEXT NOT NULL,
  date          TEXT NOT NULL CHECK (date LIKE '____-__-__'),
  -- What was overdue.
  overdue_minor BIGINT NOT NULL,
  currency      TEXT NOT NULL,
  -- The first day on which servers may be suspended, where the letter gives notice of it.
  suspends_from TEXT CHECK (suspends_from LIKE '____-__-__'),
  -- Who sent or skipped it; none: the schedule.
  person_id     TEXT REFERENCES people (id),
  at_ms         BIGINT NOT NULL
);
CREATE INDEX reminders_by_customer ON reminders (customer_id, at_ms);

-- The invoices of a letter as they were then.
CREATE TABLE reminder_invoices (
  reminder_id TEXT NOT NULL REFERENCES reminders (id),
  invoice_id  TEXT NOT NULL REFERENCES invoices (id),
  open_minor  BIGINT NOT NULL CHECK (open_minor > 0),
  PRIMARY KEY (reminder_id, invoice_id)
);
CREATE INDEX reminder_invoices_by_invoice ON reminder_invoices (invoice_id);

CREATE TABLE reminder_steps (
  invoice_id  TEXT NOT NULL REFERENCES invoices (id),
  step        BIGINT NOT NULL CHECK (step >= 1),
  reminder_id TEXT NOT NULL REFERENCES reminders (id),
  date        TEXT NOT NULL CHECK (date LIKE '____-__-__'),
  PRIMARY KEY (invoice_id, step)
);

-- No letters until a day, and why.
CREATE TABLE reminder_holds (
  customer_id TEXT PRIMARY KEY REFERENCES customers (id),
  until       TEXT NOT NULL CHECK (until LIKE '____-__-__'),
  because     TEXT NOT NULL CHECK (because <> ''),
  person_id   TEXT NOT NULL REFERENCES people (id),
  at_ms       BIGINT NOT NULL
);

-- Servers that staff stopped for unpaid bills. One at a time for each server.
CREATE TABLE suspensions (
  id            TEXT PRIMARY KEY,
  server_id     TEXT NOT NULL REFERENCES servers (id),
  because       TEXT NOT NULL,
  -- What it shall be again when this is lifted.
  desired_then  TEXT NOT NULL,
  started_at_ms BIGINT NOT NULL,
  started_by    TEXT NOT NULL,
  lifted_at_ms  BIGINT,
  lifted_by     TEXT NOT NULL DEFAULT '',
  lifted_because TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX suspensions_running ON suspensions (server_id) WHERE lifted_at_ms IS NULL;

INSERT INTO protected (table_name, column_names) VALUES
  ('write_offs', 'id, invoice_id, amount_minor, vat_minor, reason, person_id, date, at_ms'),
  ('reminders', 'id, customer_id, kind, step, name, date, overdue_minor, currency, suspends_from, person_id, at_ms'),
  ('reminder_invoices', 'reminder_id, invoice_id, open_minor'),
  ('reminder_steps', 'invoice_id, step, reminder_id, date');
