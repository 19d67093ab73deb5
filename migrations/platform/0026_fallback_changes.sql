-- The fallback asks for what changed since it last looked, so that it need not read everything.

CREATE INDEX fallback_recipients_by_change ON fallback_recipients (changed_at_ms);
CREATE INDEX standings_by_since ON standings (since_ms);
CREATE INDEX servers_by_gone ON servers (gone_at_ms);
