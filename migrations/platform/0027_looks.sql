-- Looks (K1): staff who look at what messages in backups are about say why first. The customer reads it, and nobody
-- changes it.
CREATE TABLE backup_looks (
  id         TEXT PRIMARY KEY,
  server_id  TEXT NOT NULL REFERENCES servers (id),
  by_id      TEXT NOT NULL,
  by_name    TEXT NOT NULL,
  reason     TEXT NOT NULL CHECK (reason <> ''),
  from_ms    BIGINT NOT NULL,
  until_ms   BIGINT NOT NULL CHECK (until_ms > from_ms)
);
CREATE INDEX backup_looks_by_server ON backup_looks (server_id, from_ms);

INSERT INTO protected (table_name, column_names) VALUES
  ('backup_looks', 'id, server_id, by_id, by_name, reason, from_ms, until_ms');
