-- VAT numbers asked at VIES, or accepted by staff with a reason, with what came back: the proof for reverse charge (B9).
CREATE TABLE vat_checks (
  id           TEXT PRIMARY KEY,
  customer_id  TEXT NOT NULL REFERENCES customers (id),
  vat_number   TEXT NOT NULL,
  asked_at_ms  BIGINT NOT NULL,
  -- `valid`, `invalid`: what the register said; `unavailable`: it said nothing; `accepted`: staff decided.
  answer       TEXT NOT NULL CHECK (answer IN ('valid', 'invalid', 'unavailable', 'accepted')),
  -- The register's number for this question, where it gave one.
  consultation TEXT NOT NULL,
  -- Whose number it is, as the register says.
  name         TEXT NOT NULL,
  address      TEXT NOT NULL,
  -- Why the register said nothing; why staff accepted it.
  detail       TEXT NOT NULL,
  -- Who accepted it.
  person_id    TEXT REFERENCES people (id),
  CHECK ((answer = 'accepted') = (person_id IS NOT NULL))
);
CREATE INDEX vat_checks_by_customer ON vat_checks (customer_id, asked_at_ms);

INSERT INTO protected (table_name, column_names) VALUES
  ('vat_checks', 'id, customer_id, vat_number, asked_at_ms, answer, consultation, name, address, detail, person_id');
