-- What strict senders ask before they use the fallback (K3): MTA-STS, TLSRPT and DANE; how a server takes what is handed over.

-- MTA-STS (RFC 8461): the verdict, and the policy as it is published or why it could not be read.
ALTER TABLE fallback_domains ADD COLUMN sts_verdict TEXT NOT NULL DEFAULT '';
ALTER TABLE fallback_domains ADD COLUMN sts_found TEXT NOT NULL DEFAULT '';
-- TLSRPT (RFC 8460): the verdict, and the record as it was found.
ALTER TABLE fallback_domains ADD COLUMN report_verdict TEXT NOT NULL DEFAULT '';
ALTER TABLE fallback_domains ADD COLUMN report_found TEXT NOT NULL DEFAULT '';

-- How the server takes what the fallback hands over, as it says itself; empty: it is of before it said so.
ALTER TABLE fallback_recipients ADD COLUMN hand_over TEXT NOT NULL DEFAULT '';

-- The fallback's own name: one row for each name that it has had.
CREATE TABLE fallback_names (
  host                 TEXT PRIMARY KEY,
  -- When it was last looked at; none: it is to be looked at now.
  looked_at_ms         BIGINT,
  -- The record that fits the certificate that it shows (RFC 7672); empty: it showed none.
  tlsa                 TEXT NOT NULL,
  certificate_until_ms BIGINT,
  -- What strict senders find wrong with the certificate; empty: nothing.
  certificate_trouble  TEXT NOT NULL,
  -- What the TLSA records in DNS come to, and they themselves, a line for each, or why they could not be looked up.
  verdict              TEXT NOT NULL,
  found                TEXT NOT NULL,
  -- Its addresses in DNS, by spaces.
  addresses            TEXT NOT NULL
);
