-- The shop for licences: orders with the quote they were placed at, and evidence for EDU and GOV prices.

CREATE TABLE licence_orders (
  id              TEXT PRIMARY KEY,
  customer_id     TEXT NOT NULL REFERENCES customers (id),
  person_id       TEXT NOT NULL REFERENCES people (id),
  -- The form's own value: sent twice it is one order.
  form            TEXT NOT NULL,
  kind            TEXT NOT NULL CHECK (kind IN ('new', 'users', 'add-on', 'renewal')),
  product         TEXT NOT NULL,
  edition         TEXT NOT NULL,
  price_class     TEXT NOT NULL,
  -- What it is for; none: a new one.
  licence_id      TEXT REFERENCES licences (id),
  -- The customer's own.
  reference       TEXT NOT NULL,
  -- As it was agreed, as JSON. Its sums stand beside for lists.
  quote           TEXT NOT NULL,
  gross_minor     BIGINT NOT NULL,
  currency        TEXT NOT NULL,
  terms           TEXT NOT NULL,
  state           TEXT NOT NULL
                  CHECK (state IN ('placed', 'waiting', 'delivered', 'refused', 'cancelled', 'lapsed')),
  placed_at_ms    BIGINT NOT NULL,
  -- When evidence was sent.
  evidence_at_ms  BIGINT,
  -- When staff approved or refused it, or the customer cancelled it.
  decided_at_ms   BIGINT,
  decided_by      TEXT REFERENCES people (id),
  reason          TEXT NOT NULL,
  delivered_at_ms BIGINT,
  UNIQUE (customer_id, form),
  CHECK ((kind = 'new') = (licence_id IS NULL)),
  CHECK ((state = 'delivered') = (delivered_at_ms IS NOT NULL)),
  CHECK ((decided_at_ms IS NULL) = (decided_by IS NULL)),
  CHECK (state NOT IN ('refused', 'cancelled') OR decided_at_ms IS NOT NULL)
);
CREATE INDEX licence_orders_by_customer ON licence_orders (customer_id, placed_at_ms);
CREATE INDEX licence_orders_by_state ON licence_orders (state, placed_at_ms);
-- A licence has one open order: the next one is priced for what it is then.
CREATE UNIQUE INDEX licence_orders_one_open ON licence_orders (licence_id) WHERE state IN ('placed', 'waiting');

-- What shows that somebody may buy at EDU or GOV prices; kept with the order (L10).
CREATE TABLE licence_evidence (
  order_id   TEXT PRIMARY KEY REFERENCES licence_orders (id),
  words      TEXT NOT NULL,
  -- Empty: no file.
  file_name  TEXT NOT NULL,
  file_type  TEXT NOT NULL CHECK (file_type IN ('', 'application/pdf', 'image/png', 'image/jpeg', 'text/plain')),
  file_bytes BIGINT NOT NULL CHECK (file_bytes >= 0),
  -- The file in base64, sealed for the order.
  sealed     TEXT NOT NULL,
  at_ms      BIGINT NOT NULL,
  CHECK ((file_name = '') = (file_type = ''))
);

-- Customers whose evidence staff approved: their next orders of the class need none until then.
CREATE TABLE price_approvals (
  customer_id TEXT NOT NULL REFERENCES customers (id),
  price_class TEXT NOT NULL CHECK (price_class IN ('edu', 'gov')),
  order_id    TEXT NOT NULL REFERENCES licence_orders (id),
  at_ms       BIGINT NOT NULL,
  until_ms    BIGINT NOT NULL,
  PRIMARY KEY (customer_id, price_class)
);
