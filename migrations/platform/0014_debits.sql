-- Direct debit (B5, B10): mandates and what was signed, what is collected by them, the files for the bank and what it
-- answered.

CREATE TABLE mandates (
  id             TEXT PRIMARY KEY,
  customer_id    TEXT NOT NULL REFERENCES customers (id),
  -- Unique mandate reference (AT-01): printed on invoices, in the bank's file.
  reference      TEXT NOT NULL UNIQUE,
  creditor_id    TEXT NOT NULL,
  created_at_ms  BIGINT NOT NULL,
  -- The day of its newest collection; the mandate lapses 36 months after it, or after its signature.
  last_used      TEXT CHECK (last_used LIKE '____-__-__'),
  ended_at_ms    BIGINT,
  -- `withdrawn`, `lapsed`, or the reason code by which the bank ended it.
  ended_why      TEXT,
  ended_by       TEXT,
  CHECK ((ended_at_ms IS NULL) = (ended_why IS NULL))
);
CREATE UNIQUE INDEX mandates_active ON mandates (customer_id) WHERE ended_at_ms IS NULL;
CREATE INDEX mandates_by_customer ON mandates (customer_id, created_at_ms);

-- What was signed, word by word: the first is the mandate, each further one moves it to another account.
CREATE TABLE mandate_signatures (
  id           TEXT PRIMARY KEY,
  mandate_id   TEXT NOT NULL REFERENCES mandates (id),
  number       BIGINT NOT NULL CHECK (number >= 1),
  holder       TEXT NOT NULL,
  -- Sealed for this row.
  iban_sealed  TEXT NOT NULL,
  -- The same with its middle hidden.
  iban_shown   TEXT NOT NULL,
  bic          TEXT NOT NULL,
  text         TEXT NOT NULL,
  language     TEXT NOT NULL,
  person_id    TEXT NOT NULL,
  person_name  TEXT NOT NULL,
  person_email TEXT NOT NULL,
  signed_on    TEXT NOT NULL CHECK (signed_on LIKE '____-__-__'),
  signed_at_ms BIGINT NOT NULL,
  -- The network address that it was signed from.
  signed_from  TEXT NOT NULL,
  UNIQUE (mandate_id, number)
);

-- A file for the bank: what is collected on one day.
CREATE TABLE debit_batches (
  id            TEXT PRIMARY KEY,
  -- In the file, and in the bank's answer.
  message_id    TEXT NOT NULL UNIQUE,
  collect_on    TEXT NOT NULL CHECK (collect_on LIKE '____-__-__'),
  message       TEXT NOT NULL,
  number        BIGINT NOT NULL CHECK (number >= 1),
  total_minor   BIGINT NOT NULL CHECK (total_minor > 0),
  currency      TEXT NOT NULL,
  -- Sealed for this row; and the SHA-256 of what is in it.
  file_sealed   TEXT NOT NULL,
  file_hash     TEXT NOT NULL,
  made_at_ms    BIGINT NOT NULL,
  made_by       TEXT NOT NULL
);
CREATE INDEX debit_batches_by_day ON debit_batches (made_at_ms);

-- One collection of one invoice.
CREATE TABLE debits (
  id            TEXT PRIMARY KEY,
  -- End-to-end identification (AT-10): what the bank says it by.
  end_to_end_id TEXT NOT NULL UNIQUE,
  invoice_id    TEXT NOT NULL REFERENCES invoices (id),
  invoice_number TEXT NOT NULL,
  customer_id   TEXT NOT NULL REFERENCES customers (id),
  customer_name TEXT NOT NULL,
  mandate_id    TEXT NOT NULL REFERENCES mandates (id),
  attempt       BIGINT NOT NULL CHECK (attempt >= 1),
  -- As announced to the customer; what is collected is what is open then.
  announced_minor BIGINT NOT NULL CHECK (announced_minor > 0),
  currency      TEXT NOT NULL,
  collect_on    TEXT NOT NULL CHECK (collect_on LIKE '____-__-__'),
  state         TEXT NOT NULL CHECK (state IN ('planned', 'sent', 'booked', 'returned', 'cancelled')),
  -- Why it was cancelled, or the bank's reason code.
  reason        TEXT NOT NULL,
  planned_at_ms BIGINT NOT NULL,
  -- From here on: once it is in a file.
  batch_id      TEXT REFERENCES debit_batches (id),
  signature_id  TEXT REFERENCES mandate_signatures (id),
  group_id      TEXT NOT NULL,
  amount_minor  BIGINT CHECK (amount_minor > 0),
  -- What came off the invoice when the bank booked it; the rest became the customer's credit.
  settled_minor BIGINT,
  booked_on     TEXT CHECK (booked_on LIKE '____-__-__'),
  ended_on      TEXT CHECK (ended_on LIKE '____-__-__'),
  UNIQUE (invoice_id, attempt),
  CHECK ((batch_id IS NULL) = (amount_minor IS NULL)),
  CHECK ((batch_id IS NULL) = (signature_id IS NULL)),
  CHECK (state IN ('planned', 'cancelled') OR batch_id IS NOT NULL),
  CHECK (state <> 'booked' OR booked_on IS NOT NULL),
  CHECK ((state IN ('returned', 'cancelled')) = (ended_on IS NOT NULL))
);
-- An invoice is collected once at a time.
CREATE UNIQUE INDEX debits_under_way ON debits (invoice_id) WHERE state IN ('planned', 'sent');
CREATE INDEX debits_by_state ON debits (state, collect_on);
CREATE INDEX debits_by_batch ON debits (batch_id);
CREATE INDEX debits_by_mandate ON debits (mandate_id, collect_on);
CREATE INDEX debits_by_group ON debits (group_id);

-- What the bank answered (pain.002); the same file is taken once.
CREATE TABLE debit_answers (
  id            TEXT PRIMARY KEY,
  file_hash     TEXT NOT NULL UNIQUE,
  message_id    TEXT NOT NULL,
  batch_id      TEXT NOT NULL REFERENCES debit_batches (id),
  rejected      BIGINT NOT NULL,
  taken_at_ms   BIGINT NOT NULL,
  taken_by      TEXT NOT NULL
);

INSERT INTO protected (table_name, column_names) VALUES
  ('mandates', 'id, customer_id, reference, creditor_id, created_at_ms'),
  ('mandate_signatures', 'id, mandate_id, number, holder, iban_sealed, iban_shown, bic, text, language, person_id, person_name, person_email, signed_on, signed_at_ms, signed_from'),
  ('debit_batches', 'id, message_id, collect_on, message, number, total_minor, currency, file_sealed, file_hash, made_at_ms, made_by'),
  ('debits', 'id, end_to_end_id, invoice_id, invoice_number, customer_id, customer_name, mandate_id, attempt, announced_minor, currency, planned_at_ms'),
  ('debit_answers', 'id, file_hash, message_id, batch_id, rejected, taken_at_ms, taken_by');
