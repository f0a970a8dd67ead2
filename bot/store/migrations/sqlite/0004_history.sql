-- What members find again: a result can be taken out of one's history, a job is found by its message, and one's
-- unfinished jobs without looking at the finished ones.

ALTER TABLE jobs ADD COLUMN removed_at INTEGER;

CREATE INDEX jobs_of_message           ON jobs (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX jobs_not_done_of_person   ON jobs (user_id, scope_id, id) WHERE told = 0;
CREATE INDEX jobs_in_history_of_person ON jobs (user_id, scope_id, id) WHERE state = 'delivered' AND removed_at IS NULL;
