-- Rollouts that stand still, and customers who are told of a delay (K4).

-- When staff last let it go on.
ALTER TABLE rollouts ADD COLUMN resumed_at_ms BIGINT;
-- Since when it is a server's turn and it cannot be restarted; none: it can, or it is not its turn.
ALTER TABLE rollout_servers ADD COLUMN held_up_at_ms BIGINT;
-- When its customer was last mailed that it comes at another time.
ALTER TABLE rollout_servers ADD COLUMN told_again_at_ms BIGINT;

-- Certificates of another authority than the platform asks now, and addresses that several servers have in DNS (H3).

-- The authority's directory; empty: nobody wrote it down.
ALTER TABLE certificates ADD COLUMN directory TEXT NOT NULL DEFAULT '';
UPDATE certificates SET directory = (SELECT MIN(directory) FROM acme_accounts)
WHERE sealed <> '' AND (SELECT COUNT(*) FROM acme_accounts) = 1;

-- When a server's own name is looked up again, and was last; none: not yet.
CREATE TABLE published_names (
  server_id       TEXT PRIMARY KEY REFERENCES servers (id),
  look_at_ms      BIGINT NOT NULL,
  looked_up_at_ms BIGINT
);
CREATE INDEX published_names_by_look ON published_names (look_at_ms);
CREATE INDEX published_names_unknown ON published_names (server_id) WHERE looked_up_at_ms IS NULL;

-- What DNS had for it then.
CREATE TABLE published_addresses (
  address   TEXT NOT NULL,
  server_id TEXT NOT NULL REFERENCES servers (id),
  PRIMARY KEY (address, server_id)
);
CREATE INDEX published_addresses_by_server ON published_addresses (server_id);
