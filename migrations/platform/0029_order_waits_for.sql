-- What an order for a licence waits for while its state is `waiting`: evidence and its approval, or the VAT on it.
ALTER TABLE licence_orders ADD COLUMN waits_for TEXT NOT NULL DEFAULT 'evidence' CHECK (waits_for IN ('evidence', 'vat'));
