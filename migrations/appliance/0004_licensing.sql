-- The licence of a customer's own machine: what its appliance must not forget (the same stands in machine.json, which no
-- backup of the data brings back), what is only good to know, and the registration that somebody is filling in.
CREATE TABLE licensing (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    -- JSON: trial, clock guard, serials, licence file, keyring, revocations
    memory TEXT NOT NULL,
    -- JSON: last check, hints of keys, explanation, receipt
    notes TEXT NOT NULL,
    -- JSON: keys, who and where
    draft TEXT NOT NULL
);
