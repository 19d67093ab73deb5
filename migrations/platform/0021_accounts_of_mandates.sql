-- Whose mandate is for the account that a payment came from (B10): by the ends of its number, which are shown.
CREATE INDEX mandate_signatures_by_shown ON mandate_signatures (iban_shown);
