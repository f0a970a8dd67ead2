-- Finished pictures that wait for their member, what an operator needs to find a lost request, and who drives the jobs.
-- The table is made anew because SQLite cannot change a CHECK.

CREATE TABLE jobs_new (
    id                  INTEGER PRIMARY KEY,            -- the interaction's id: the same one twice is one job
    user_id             INTEGER NOT NULL,
    scope_id            INTEGER NOT NULL,               -- the server, or 0 in a direct message
    state               TEXT    NOT NULL CHECK (state IN ('accepted', 'submitting', 'queued', 'running', 'ready',
                                                          'kept', 'delivered', 'cancelled', 'failed')),
    told                INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)),
    version             INTEGER NOT NULL DEFAULT 0,     -- compare-and-set: every move raises it by one
    owner               TEXT,                           -- the process that drives it; NULL when it was handed over
    epoch               INTEGER NOT NULL DEFAULT 0,     -- fences out an older owner: every claim raises it by one
    prompt              TEXT    NOT NULL,
    size                TEXT    NOT NULL,
    tier                TEXT    NOT NULL,
    scale               REAL    NOT NULL,
    images              TEXT    NOT NULL CHECK (images IN ('one', 'set')),
    cost                INTEGER NOT NULL CHECK (cost > 0),
    application_id      INTEGER NOT NULL,
    channel_id          INTEGER NOT NULL,
    message_id          INTEGER,                        -- NULL until the first reply was confirmed
    private             INTEGER NOT NULL DEFAULT 0 CHECK (private IN (0, 1)),    -- only its person sees that message
    left_channel_id     INTEGER,                        -- the message it was asked in, when its pictures stand elsewhere
    left_message_id     INTEGER,
    elsewhere           INTEGER NOT NULL DEFAULT 0 CHECK (elsewhere IN (0, 1)),  -- pictures go into another message
    token               TEXT    NOT NULL,
    token_expires_at    INTEGER NOT NULL,
    upload_limit_bytes  INTEGER NOT NULL,
    locale              TEXT    NOT NULL,
    cancel_requested_by INTEGER,
    provider_id         TEXT,
    accepted_at         INTEGER NOT NULL,
    sending_at          INTEGER,                        -- the intent was saved; the request left right after it
    submitted_at        INTEGER,
    started_at          INTEGER,
    ready_at            INTEGER,
    ended_at            INTEGER,
    outputs             TEXT    NOT NULL DEFAULT '[]',  -- JSON array of addresses
    cost_usd            REAL,
    delivered           INTEGER NOT NULL DEFAULT 0,
    failure             TEXT,
    detail              TEXT,                           -- what was seen from outside, for the operator
    cleared_at          INTEGER,                        -- the operator has looked after a possibly paid request
    CHECK ((state = 'failed') = (failure IS NOT NULL)),
    CHECK (state NOT IN ('queued', 'running', 'ready', 'kept', 'delivered') OR provider_id IS NOT NULL)
) STRICT;

INSERT INTO jobs_new (
    id, user_id, scope_id, state, told, version, owner, epoch, prompt, size, tier, scale, images, cost, application_id,
    channel_id, message_id, token, token_expires_at, upload_limit_bytes, locale, cancel_requested_by, provider_id,
    accepted_at, submitted_at, started_at, ready_at, ended_at, outputs, cost_usd, delivered, failure
) SELECT
    id, user_id, scope_id, state, told, version, owner, epoch, prompt, size, tier, scale, images, cost, application_id,
    channel_id, message_id, token, token_expires_at, upload_limit_bytes, locale, cancel_requested_by, provider_id,
    accepted_at, submitted_at, started_at, ready_at, ended_at, outputs, cost_usd, delivered, failure
FROM jobs;

DROP TABLE jobs;
ALTER TABLE jobs_new RENAME TO jobs;

CREATE INDEX jobs_not_done      ON jobs (id) WHERE told = 0;
CREATE INDEX jobs_of_person     ON jobs (user_id, scope_id, id);
CREATE INDEX jobs_finished      ON jobs (tier, images, ready_at) WHERE ready_at IS NOT NULL;
CREATE INDEX jobs_kept          ON jobs (ready_at) WHERE state = 'kept';
CREATE INDEX jobs_possibly_paid ON jobs (id)
    WHERE failure IN ('outcome_unknown', 'timed_out', 'lost_there') AND cleared_at IS NULL;

-- Who is alive: a process that does not renew its lease loses its jobs to whoever claims them.
CREATE TABLE owners (
    owner       TEXT    PRIMARY KEY,
    lease_until INTEGER NOT NULL
) STRICT;
