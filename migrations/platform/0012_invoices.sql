-- What stands in the way of a customer's invoice, as the values that its refusal's sentence names (JSON); empty: none.
ALTER TABLE month_runs ADD COLUMN waits_with TEXT NOT NULL DEFAULT '';

-- The invoice that goes with a mail, as PDF.
ALTER TABLE mails ADD COLUMN invoice_id TEXT REFERENCES invoices (id);

CREATE INDEX invoices_of_credit ON invoices (credits) WHERE credits IS NOT NULL;
