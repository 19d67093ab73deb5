-- The next job is the first of this index, however many wait.
DROP INDEX jobs_due;
CREATE INDEX jobs_due ON jobs (state, run_at_ms, id);
