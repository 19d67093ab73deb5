-- Host names of customers' own (H3), and a certificate for each name of a server.

-- A name of a customer's that is to lead to a server. Whoever claims one holds it once its DNS leads to their server.
CREATE TABLE host_names (
  server_id       TEXT NOT NULL REFERENCES servers (id),
  name            TEXT NOT NULL,
  -- Its place among the server's names: what limits how many there are.
  place           BIGINT NOT NULL CHECK (place BETWEEN 1 AND 20),
  added_at_ms     BIGINT NOT NULL,
  -- When its DNS was last seen to lead to the server; none: never yet.
  proven_at_ms    BIGINT,
  looked_up_at_ms BIGINT,
  -- What its DNS comes to, the records as found, and the server's own addresses where they lead to it alone.
  verdict         TEXT NOT NULL,
  found           TEXT NOT NULL,
  addresses       TEXT NOT NULL,
  look_at_ms      BIGINT NOT NULL,
  PRIMARY KEY (server_id, name),
  UNIQUE (server_id, place)
);
CREATE UNIQUE INDEX host_names_held ON host_names (name) WHERE proven_at_ms IS NOT NULL;
CREATE INDEX host_names_by_look ON host_names (look_at_ms);

ALTER TABLE certificates RENAME TO certificates_of_servers;

-- One row for each name of a server that is to have one. Chain and key are sealed for the server; empty until the first
-- is there.
CREATE TABLE certificates (
  server_id       TEXT NOT NULL REFERENCES servers (id),
  host            TEXT NOT NULL,
  sealed          TEXT NOT NULL,
  from_ms         BIGINT,
  until_ms        BIGINT,
  -- Who signed it.
  issuer          TEXT NOT NULL,
  issued_at_ms    BIGINT,
  installed_at_ms BIGINT,
  failures        BIGINT NOT NULL CHECK (failures >= 0),
  last_error      TEXT NOT NULL,
  tried_at_ms     BIGINT,
  -- When somebody asked for another before its time; none: nobody did.
  asked_at_ms     BIGINT,
  try_at_ms       BIGINT NOT NULL,
  PRIMARY KEY (server_id, host)
);
INSERT INTO certificates (server_id, host, sealed, from_ms, until_ms, issuer, issued_at_ms, installed_at_ms, failures,
                          last_error, tried_at_ms, asked_at_ms, try_at_ms)
  SELECT server_id, host, sealed, from_ms, until_ms, '', issued_at_ms, installed_at_ms, failures, last_error, NULL, NULL,
         try_at_ms
  FROM certificates_of_servers;
DROP TABLE certificates_of_servers;
CREATE INDEX certificates_by_try ON certificates (try_at_ms);
CREATE INDEX certificates_by_trouble ON certificates (failures DESC, (COALESCE(until_ms, 0)), host);
