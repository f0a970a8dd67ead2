-- What members prefer, and which jobs have lost their words: at their member's wish, or because they are old.

CREATE TABLE preferences (
    user_id    INTEGER PRIMARY KEY,
    size       TEXT,                                    -- NULL in any of these: no wish
    scale      REAL,
    images     TEXT,
    private    INTEGER CHECK (private IN (0, 1)),
    locale     TEXT,
    changed_at INTEGER NOT NULL
) STRICT;

ALTER TABLE jobs ADD COLUMN erased_at INTEGER;          -- what erased jobs keep is for the accounts, and without words

CREATE INDEX jobs_of_member        ON jobs (user_id, id);
CREATE INDEX jobs_under_way        ON jobs (user_id, id) WHERE told = 0 OR state = 'kept';
CREATE INDEX jobs_to_erase         ON jobs (ended_at)    WHERE erased_at IS NULL AND ended_at IS NOT NULL;
CREATE INDEX jobs_cancelled_by     ON jobs (cancel_requested_by) WHERE cancel_requested_by IS NOT NULL;
