-- What came in and what left by the bank: statements, their bookings, the payments in them, and what each was for (B10).

-- The provider's own account at the bank. Its bookings are numbered from the first statement on, and each is known with
-- what it left on the account, so a statement is only ever added where the last one ended.
CREATE TABLE bank_accounts (
  iban          TEXT PRIMARY KEY,
  currency      TEXT NOT NULL,
  -- Where the first statement began.
  opening_minor BIGINT NOT NULL,
  opening_date  TEXT NOT NULL CHECK (opening_date LIKE '____-__-__'),
  -- How many bookings there are, and what the last one left.
  bookings      BIGINT NOT NULL CHECK (bookings >= 0),
  balance_minor BIGINT NOT NULL,
  -- Of the last closing balance, and the number that the bank gave that statement.
  date          TEXT NOT NULL CHECK (date LIKE '____-__-__'),
  sequence      BIGINT
);
INSERT INTO protected (table_name, column_names) VALUES ('bank_accounts', 'iban, currency, opening_minor, opening_date');

CREATE TABLE statements (
  id            TEXT PRIMARY KEY,
  iban          TEXT NOT NULL REFERENCES bank_accounts (iban),
  format        TEXT NOT NULL CHECK (format IN ('camt.053', 'MT940')),
  -- The bank's own name and number for it.
  name          TEXT NOT NULL,
  sequence      BIGINT,
  opening_minor BIGINT NOT NULL,
  opening_date  TEXT NOT NULL CHECK (opening_date LIKE '____-__-__'),
  closing_minor BIGINT NOT NULL,
  closing_date  TEXT NOT NULL CHECK (closing_date LIKE '____-__-__'),
  currency      TEXT NOT NULL,
  -- Bookings that were new in it.
  bookings      BIGINT NOT NULL CHECK (bookings >= 0),
  file          TEXT NOT NULL,
  imported_by   TEXT NOT NULL,
  at_ms         BIGINT NOT NULL
);
CREATE INDEX statements_by_time ON statements (at_ms);
INSERT INTO protected (table_name, column_names) VALUES
  ('statements', 'id, iban, format, name, sequence, opening_minor, opening_date, closing_minor, closing_date, currency, bookings, file, imported_by, at_ms');

CREATE TABLE bookings (
  iban           TEXT NOT NULL REFERENCES bank_accounts (iban),
  position       BIGINT NOT NULL CHECK (position >= 1),
  statement_id   TEXT NOT NULL REFERENCES statements (id),
  date           TEXT NOT NULL CHECK (date LIKE '____-__-__'),
  amount_minor   BIGINT NOT NULL CHECK (amount_minor <> 0),
  -- On the account after it.
  balance_minor  BIGINT NOT NULL,
  bank_reference TEXT NOT NULL,
  format         TEXT NOT NULL,
  PRIMARY KEY (iban, position)
);
CREATE INDEX bookings_by_date ON bookings (iban, date);
INSERT INTO protected (table_name, column_names) VALUES
  ('bookings', 'iban, position, statement_id, date, amount_minor, balance_minor, bank_reference, format');

CREATE TABLE payments (
  id              TEXT PRIMARY KEY,
  statement_id    TEXT NOT NULL REFERENCES statements (id),
  iban            TEXT NOT NULL,
  position        BIGINT NOT NULL,
  -- Its place in a batch, from 1.
  line            BIGINT NOT NULL CHECK (line >= 1),
  date            TEXT NOT NULL CHECK (date LIKE '____-__-__'),
  -- Above zero: it came; below: it left.
  amount_minor    BIGINT NOT NULL CHECK (amount_minor <> 0),
  -- What the bank kept of it: that much more is to be settled.
  charges_minor   BIGINT NOT NULL CHECK (charges_minor >= 0),
  currency        TEXT NOT NULL,
  -- The other side: its name; its account sealed for this row, its fingerprint, and its end for people.
  name            TEXT NOT NULL,
  party_sealed    TEXT NOT NULL,
  party_key       TEXT NOT NULL,
  party_shown     TEXT NOT NULL,
  end_to_end_id   TEXT NOT NULL,
  mandate         TEXT NOT NULL,
  reference       TEXT NOT NULL,
  words           TEXT NOT NULL,
  return_reason   TEXT NOT NULL,
  -- The file of debits that a batch without transactions was sent in.
  payment_info_id TEXT NOT NULL,
  at_ms           BIGINT NOT NULL,
  -- What follows changes as it is settled.
  open_minor      BIGINT NOT NULL,
  state           TEXT NOT NULL CHECK (state IN ('open', 'suggested', 'settled')),
  UNIQUE (iban, position, line),
  FOREIGN KEY (iban, position) REFERENCES bookings (iban, position),
  CHECK ((state = 'settled') = (open_minor = 0))
);
CREATE INDEX payments_by_date ON payments (date, id);
CREATE INDEX payments_unsettled ON payments (date) WHERE state <> 'settled';
CREATE INDEX payments_by_party ON payments (party_key);
INSERT INTO protected (table_name, column_names) VALUES
  ('payments', 'id, statement_id, iban, position, line, date, amount_minor, charges_minor, currency, name, party_sealed, party_key, party_shown, end_to_end_id, mandate, reference, words, return_reason, payment_info_id, at_ms');

-- Credit that is to be paid back to a customer: it is out of the customer's hands, and waits for the bank.
CREATE TABLE refunds (
  id            TEXT PRIMARY KEY,
  customer_id   TEXT NOT NULL REFERENCES customers (id),
  amount_minor  BIGINT NOT NULL CHECK (amount_minor > 0),
  currency      TEXT NOT NULL,
  name          TEXT NOT NULL,
  party_sealed  TEXT NOT NULL,
  party_key     TEXT NOT NULL,
  party_shown   TEXT NOT NULL,
  asked_by      TEXT NOT NULL,
  asked_at_ms   BIGINT NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('asked', 'paid', 'withdrawn')),
  changed_at_ms BIGINT NOT NULL
);
CREATE INDEX refunds_by_state ON refunds (state, asked_at_ms);
INSERT INTO protected (table_name, column_names) VALUES
  ('refunds', 'id, customer_id, amount_minor, currency, name, party_sealed, party_key, party_shown, asked_by, asked_at_ms');

-- What a payment, or a part of it, was for.
CREATE TABLE matches (
  id           TEXT PRIMARY KEY,
  payment_id   TEXT NOT NULL REFERENCES payments (id),
  kind         TEXT NOT NULL CHECK (kind IN ('invoice', 'credit', 'refund', 'debit', 'return', 'account')),
  -- The id of the invoice, customer or refund; the end-to-end id of the debit; the account of the ledger.
  subject      TEXT NOT NULL,
  customer_id  TEXT REFERENCES customers (id),
  -- With the payment's sign.
  amount_minor BIGINT NOT NULL CHECK (amount_minor <> 0),
  -- The rule that found it, or `hand`.
  why          TEXT NOT NULL,
  words        TEXT NOT NULL,
  by_name      TEXT NOT NULL,
  at_ms        BIGINT NOT NULL,
  -- What follows is written when it is taken back.
  undone_at_ms BIGINT,
  undone_by    TEXT
);
CREATE INDEX matches_by_payment ON matches (payment_id, at_ms);
CREATE INDEX matches_by_customer ON matches (customer_id, at_ms);
INSERT INTO protected (table_name, column_names) VALUES
  ('matches', 'id, payment_id, kind, subject, customer_id, amount_minor, why, words, by_name, at_ms');

-- What a payment of exactly this amount, or of somebody of this name, may be for.
CREATE INDEX invoices_by_open ON invoices (open_minor) WHERE state = 'issued';
CREATE INDEX invoices_open_by_name ON invoices (LOWER(customer_name)) WHERE state = 'issued';
