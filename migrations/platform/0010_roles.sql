-- Who may do what: accountants, invitations, people who left, resellers.

-- A table that others refer to cannot be given another CHECK on both engines, so the column keeps what it says truly of
-- each row: on whose side a person is. What they may do there is a column of its own.
ALTER TABLE people RENAME COLUMN role TO side;
ALTER TABLE people ADD COLUMN role TEXT NOT NULL DEFAULT 'owner'
  CHECK (role IN ('owner', 'administrator', 'accountant', 'staff') AND (role <> 'staff' OR customer_id IS NULL));
ALTER TABLE people ADD COLUMN last_sign_in_at_ms BIGINT;
-- Who left stays as a name in what they did. Their address is free again.
ALTER TABLE people ADD COLUMN removed_at_ms BIGINT;
UPDATE people SET role = side;
-- 'staff' is the provider's side; 'owner' stands for a customer's, whatever the person's role there.
UPDATE people SET side = 'owner' WHERE side = 'administrator';

-- Changes of a customer's people (by the customer's id), or of the provider's ('staff'). Each takes its number first,
-- so two at the same instant come one after the other and the last owner stays.
CREATE TABLE people_changes (
  house   TEXT PRIMARY KEY,
  changes BIGINT NOT NULL CHECK (changes >= 1)
);

CREATE TABLE invitations (
  id            TEXT PRIMARY KEY,
  -- None: to the provider's staff.
  customer_id   TEXT REFERENCES customers (id),
  email         TEXT NOT NULL,
  role          TEXT NOT NULL CHECK (role IN ('owner', 'administrator', 'accountant', 'staff')),
  -- Of the link in the mail only the hash.
  token_hash    TEXT NOT NULL UNIQUE,
  invited_by    TEXT NOT NULL REFERENCES people (id),
  created_at_ms BIGINT NOT NULL,
  expires_at_ms BIGINT NOT NULL CHECK (expires_at_ms > created_at_ms),
  -- How it ended, if it did: somebody joined by it, or it was taken back or replaced.
  used_at_ms      BIGINT,
  withdrawn_at_ms BIGINT,
  CHECK ((role = 'staff') = (customer_id IS NULL)),
  CHECK (used_at_ms IS NULL OR withdrawn_at_ms IS NULL)
);

-- Customers that may have customers of their own and act for them.
CREATE TABLE resellers (
  customer_id TEXT PRIMARY KEY REFERENCES customers (id),
  since_ms    BIGINT NOT NULL
);

-- A customer has one reseller at most.
CREATE TABLE reseller_customers (
  customer_id TEXT PRIMARY KEY REFERENCES customers (id),
  reseller_id TEXT NOT NULL REFERENCES resellers (customer_id),
  since_ms    BIGINT NOT NULL,
  CHECK (customer_id <> reseller_id)
);
CREATE INDEX reseller_customers_by_reseller ON reseller_customers (reseller_id);

-- For whom the person of this session acts now.
ALTER TABLE sessions ADD COLUMN acting_for TEXT REFERENCES customers (id);

-- People and invitations of a customer, or of the provider.
CREATE INDEX people_by_house ON people ((COALESCE(customer_id, 'staff')));
CREATE INDEX invitations_by_house ON invitations ((COALESCE(customer_id, 'staff')), email);
