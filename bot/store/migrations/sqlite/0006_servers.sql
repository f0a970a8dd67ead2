-- What a server's people decide, what its pictures cost in money, and who did what. No SQLite feature newer than 3.40.

CREATE TABLE server_settings (
    scope_id INTEGER NOT NULL,                          -- the server
    name     TEXT    NOT NULL,                          -- one of core.servers.SETTINGS
    value    TEXT    NOT NULL,                          -- JSON; null: the operator's default again
    version  INTEGER NOT NULL,                          -- compare-and-set: every change raises it by one
    PRIMARY KEY (scope_id, name)
) STRICT, WITHOUT ROWID;

-- More (or fewer) pictures for one member in the period in which it was given.
CREATE TABLE grants (
    id       INTEGER PRIMARY KEY,
    scope_id INTEGER NOT NULL,
    user_id  INTEGER NOT NULL,
    images   INTEGER NOT NULL CHECK (images <> 0),
    at       INTEGER NOT NULL
) STRICT;
CREATE INDEX grants_of_person ON grants (scope_id, user_id, at);

-- From then on a member's usage counts anew.
CREATE TABLE quota_resets (
    scope_id INTEGER NOT NULL,
    user_id  INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (scope_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE blocks (
    scope_id INTEGER NOT NULL,
    user_id  INTEGER NOT NULL,
    reason   TEXT    NOT NULL,
    by_id    INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    until    INTEGER,                                   -- NULL: until somebody takes it away
    PRIMARY KEY (scope_id, user_id)
) STRICT, WITHOUT ROWID;

-- Who changed, cancelled, deleted, granted what.
CREATE TABLE audit (
    id       INTEGER PRIMARY KEY,
    scope_id INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    actor_id INTEGER NOT NULL,
    action   TEXT    NOT NULL,                          -- core.audit.Action
    user_id  INTEGER,                                   -- whom it is about
    job_id   INTEGER,
    facts    TEXT    NOT NULL DEFAULT '{}'              -- JSON object
) STRICT;
CREATE INDEX audit_of_server ON audit (scope_id, id);
CREATE INDEX audit_of_job    ON audit (job_id) WHERE job_id IS NOT NULL;

CREATE TABLE reports (
    id          INTEGER PRIMARY KEY,                    -- the interaction's id: the same one twice is one report
    scope_id    INTEGER NOT NULL,
    job_id      INTEGER NOT NULL REFERENCES jobs (id),
    reporter_id INTEGER NOT NULL,
    reason      TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    channel_id  INTEGER NOT NULL,                       -- where the reporter saw it
    message_id  INTEGER NOT NULL,
    decision    TEXT    CHECK (decision IN ('deleted', 'blocked', 'kept')),
    decided_by  INTEGER,
    decided_at  INTEGER,
    UNIQUE (job_id, reporter_id),
    CHECK ((decision IS NULL) = (decided_at IS NULL))
) STRICT;
CREATE INDEX reports_open_of_server ON reports (scope_id, id) WHERE decision IS NULL;

-- What a member says that a picture shows, in place of the prompt.
CREATE TABLE alt_texts (
    job_id INTEGER NOT NULL REFERENCES jobs (id),
    number INTEGER NOT NULL CHECK (number > 0),         -- of the picture among its job's, from 1
    text   TEXT    NOT NULL,
    PRIMARY KEY (job_id, number)
) STRICT, WITHOUT ROWID;

-- The rules under which a job was taken; NULL: the operator's of the time before there were others.
ALTER TABLE jobs ADD COLUMN quota_images INTEGER;
ALTER TABLE jobs ADD COLUMN quota_period TEXT;
ALTER TABLE jobs ADD COLUMN weight       INTEGER NOT NULL DEFAULT 1;
ALTER TABLE jobs ADD COLUMN spoiler      INTEGER NOT NULL DEFAULT 0 CHECK (spoiler IN (0, 1));

CREATE INDEX jobs_not_done_of_server ON jobs (scope_id)     WHERE told = 0;
CREATE INDEX jobs_of_server          ON jobs (scope_id, accepted_at);
CREATE INDEX jobs_of_parent          ON jobs (parent_id)    WHERE parent_id IS NOT NULL;

-- The money ledger, in millionths of a dollar. Rows are never changed: what a job may cost is held before it is sent,
-- then what it did cost is paid, once. What may have been paid, but nobody knows, stays held until an operator clears it.
CREATE TABLE spendings (
    id       INTEGER PRIMARY KEY,
    job_id   INTEGER NOT NULL REFERENCES jobs (id),
    scope_id INTEGER NOT NULL,
    kind     TEXT    NOT NULL CHECK (kind IN ('held', 'paid')),
    micros   INTEGER NOT NULL CHECK (micros >= 0),
    held_at  INTEGER NOT NULL,                          -- decides the day and the month that it counts for
    at       INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX one_money_hold_per_job ON spendings (job_id) WHERE kind = 'held';
CREATE UNIQUE INDEX one_payment_per_job    ON spendings (job_id) WHERE kind = 'paid';
CREATE INDEX spendings_of_server           ON spendings (scope_id, held_at);
CREATE INDEX spendings_in_time             ON spendings (held_at);

CREATE TRIGGER spendings_never_change BEFORE UPDATE ON spendings
BEGIN SELECT RAISE(ABORT, 'spendings are never changed'); END;

CREATE TRIGGER spendings_never_vanish BEFORE DELETE ON spendings
BEGIN SELECT RAISE(ABORT, 'spendings are never deleted'); END;

CREATE TRIGGER pay_what_is_held BEFORE INSERT ON spendings
WHEN NEW.kind = 'paid' AND NOT EXISTS
     (SELECT 1 FROM spendings WHERE job_id = NEW.job_id AND kind = 'held' AND scope_id = NEW.scope_id
                                AND held_at = NEW.held_at)
BEGIN SELECT RAISE(ABORT, 'no money is held for this job'); END;

INSERT INTO spendings (job_id, scope_id, kind, micros, held_at, at)
SELECT id, scope_id, 'held', CAST(round(coalesce(cost_usd, 0) * 1000000) AS INTEGER), accepted_at, accepted_at FROM jobs;
INSERT INTO spendings (job_id, scope_id, kind, micros, held_at, at)
SELECT id, scope_id, 'paid', CAST(round(coalesce(cost_usd, 0) * 1000000) AS INTEGER), accepted_at,
       coalesce(ready_at, ended_at, accepted_at)
FROM jobs
WHERE ready_at IS NOT NULL
   OR (state IN ('cancelled', 'failed') AND failure IS NOT 'outcome_unknown' AND failure IS NOT 'timed_out'
                                        AND failure IS NOT 'lost_there');

-- That a budget is nearly used up is said once.
CREATE TABLE budget_warnings (
    scope_id  INTEGER NOT NULL,                         -- the server; -1 is the whole bot
    period    TEXT    NOT NULL,
    starts_at INTEGER NOT NULL,
    PRIMARY KEY (scope_id, period, starts_at)
) STRICT, WITHOUT ROWID;
