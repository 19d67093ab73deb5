-- Whose a domain is where several servers name it (K3): the one's to which its MX records lead.

-- Since when its server names it no more. For some days nobody else takes it unless its MX records lead there.
ALTER TABLE fallback_domains ADD COLUMN given_up_at_ms BIGINT;

-- A server that names a domain which is another's, or nobody's because several name it.
CREATE TABLE fallback_disputes (
  name            TEXT NOT NULL,
  server_id       TEXT NOT NULL REFERENCES servers (id),
  since_ms        BIGINT NOT NULL,
  -- When it was last looked up for this to whom the domain's MX records lead.
  looked_up_at_ms BIGINT,
  PRIMARY KEY (name, server_id)
);
CREATE INDEX fallback_disputes_by_server ON fallback_disputes (server_id);
CREATE INDEX fallback_disputes_by_look_up ON fallback_disputes (looked_up_at_ms);

-- When a domain's MX records were last good; and when its owners were told that they are so no more.
ALTER TABLE fallback_domains ADD COLUMN good_at_ms BIGINT;
ALTER TABLE fallback_domains ADD COLUMN lost_told_at_ms BIGINT;
UPDATE fallback_domains SET good_at_ms = looked_up_at_ms WHERE verdict = 'good';
