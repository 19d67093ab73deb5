"""Monthly peaks by DuckDB: prints the seconds of the query, and writes server and peak, one per line."""

import sys
import time

import duckdb

QUERY = """
WITH events AS (
    SELECT CAST("at" AS TIMESTAMPTZ) AS moment, customer, server, product, event, account,
           row_number() OVER () AS place
    FROM read_json(?, format = 'newline_delimited', columns = {
        "at": 'VARCHAR', customer: 'VARCHAR', server: 'VARCHAR', product: 'VARCHAR', event: 'VARCHAR', account: 'VARCHAR'})
), changes AS (
    SELECT *, lag(event) OVER (PARTITION BY server, account ORDER BY moment, place) AS before
    FROM events
    WHERE event IN ('created', 'deleted') AND moment < TIMESTAMPTZ '2026-10-31T23:00:00Z'
), steps AS (
    SELECT moment, customer, server, product, place, CASE event WHEN 'created' THEN 1 ELSE -1 END AS step
    FROM changes
    WHERE (before IS NULL AND event = 'created') OR before <> event
), numbers AS (
    SELECT moment, customer, server, product, step,
           sum(step) OVER (PARTITION BY server ORDER BY moment, place ROWS UNBOUNDED PRECEDING) AS users
    FROM steps
)
SELECT server, peak FROM (
    SELECT customer, server, product, greatest(
        coalesce(sum(step) FILTER (moment < TIMESTAMPTZ '2026-09-30T22:00:00Z'), 0),
        coalesce(max(users) FILTER (moment >= TIMESTAMPTZ '2026-09-30T22:00:00Z'), 0))::BIGINT AS peak
    FROM numbers GROUP BY customer, server, product)
WHERE peak > 0 ORDER BY server
"""

connection = duckdb.connect()
begin = time.perf_counter()
rows = connection.execute(QUERY, [sys.argv[1]]).fetchall()
print(time.perf_counter() - begin)
with open(sys.argv[2], "w") as out:
    out.writelines(f"{server},{peak}\n" for server, peak in rows)
