-- Jobs and what they cost. Times are milliseconds since 1970, UTC. No SQLite feature newer than 3.40.

CREATE TABLE jobs (
    id                  INTEGER PRIMARY KEY,            -- the interaction's id: the same one twice is one job
    user_id             INTEGER NOT NULL,
    scope_id            INTEGER NOT NULL,               -- the server, or 0 in a direct message
    state               TEXT    NOT NULL CHECK (state IN ('accepted', 'submitting', 'queued', 'running', 'ready',
                                                          'delivered', 'cancelled', 'failed')),
    told                INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)),
    version             INTEGER NOT NULL DEFAULT 0,     -- compare-and-set: every move raises it by one
    owner               TEXT,                           -- the process that drives it
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
    token               TEXT    NOT NULL,
    token_expires_at    INTEGER NOT NULL,
    upload_limit_bytes  INTEGER NOT NULL,
    locale              TEXT    NOT NULL,
    cancel_requested_by INTEGER,
    provider_id         TEXT,
    accepted_at         INTEGER NOT NULL,
    submitted_at        INTEGER,
    started_at          INTEGER,
    ready_at            INTEGER,
    ended_at            INTEGER,
    outputs             TEXT    NOT NULL DEFAULT '[]',  -- JSON array of addresses
    cost_usd            REAL,
    delivered           INTEGER NOT NULL DEFAULT 0,
    failure             TEXT,
    CHECK ((state = 'failed') = (failure IS NOT NULL)),
    CHECK (state NOT IN ('queued', 'running', 'ready', 'delivered') OR provider_id IS NOT NULL)
) STRICT;

CREATE INDEX jobs_not_done ON jobs (id) WHERE told = 0;
CREATE INDEX jobs_of_person ON jobs (user_id, scope_id, id);
CREATE INDEX jobs_finished ON jobs (tier, images, ready_at) WHERE ready_at IS NOT NULL;

-- The ledger. Rows are never changed: one hold per job, then exactly one settlement, and usage is a sum over them.
CREATE TABLE charges (
    id       INTEGER PRIMARY KEY,
    job_id   INTEGER NOT NULL REFERENCES jobs (id),
    user_id  INTEGER NOT NULL,
    scope_id INTEGER NOT NULL,
    kind     TEXT    NOT NULL CHECK (kind IN ('held', 'spent', 'returned')),
    images   INTEGER NOT NULL CHECK (images > 0),
    held_at  INTEGER NOT NULL,                          -- decides the period that it counts for
    at       INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX one_hold_per_job       ON charges (job_id) WHERE kind = 'held';
CREATE UNIQUE INDEX one_settlement_per_job ON charges (job_id) WHERE kind <> 'held';
CREATE INDEX charges_of_person             ON charges (user_id, scope_id, held_at);

CREATE TRIGGER charges_never_change BEFORE UPDATE ON charges
BEGIN SELECT RAISE(ABORT, 'charges are never changed'); END;

CREATE TRIGGER charges_never_vanish BEFORE DELETE ON charges
BEGIN SELECT RAISE(ABORT, 'charges are never deleted'); END;

CREATE TRIGGER settle_what_is_held BEFORE INSERT ON charges
WHEN NEW.kind <> 'held' AND NOT EXISTS
     (SELECT 1 FROM charges WHERE job_id = NEW.job_id AND kind = 'held' AND images = NEW.images)
BEGIN SELECT RAISE(ABORT, 'nothing like this is held'); END;
