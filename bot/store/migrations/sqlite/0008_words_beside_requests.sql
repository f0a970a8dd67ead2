-- Words of people beside their requests go a few at a time and are found by an index; what is kept about a member, too.
-- In the audit log they stand in `reason` alone: a pause is the same act wherever it was made, and a decision does not
-- repeat what the report says.

UPDATE audit SET action = 'resumed', facts = '{}'
WHERE action = 'set' AND json_extract(facts, '$.setting') = 'paused' AND json_extract(facts, '$.after') IS NULL;
UPDATE audit SET action = 'paused', facts = json_object('reason', json_extract(facts, '$.after'))
WHERE action = 'set' AND json_extract(facts, '$.setting') = 'paused';
UPDATE audit SET facts = json_remove(facts, '$.reason') WHERE action = 'decided';

CREATE INDEX audit_in_time           ON audit (at);
CREATE INDEX audit_of_actor          ON audit (actor_id, id);
CREATE INDEX audit_about_member      ON audit (user_id, id) WHERE user_id IS NOT NULL;
CREATE INDEX audit_words_in_time     ON audit (at)          WHERE json_extract(facts, '$.reason') <> '';
CREATE INDEX audit_words_of_actor    ON audit (actor_id)    WHERE json_extract(facts, '$.reason') <> '';
CREATE INDEX reports_of_reporter     ON reports (reporter_id, id);
CREATE INDEX reports_words_in_time   ON reports (at)          WHERE reason <> '' AND decision IS NOT NULL;
CREATE INDEX reports_words_of_member ON reports (reporter_id) WHERE reason <> '';
CREATE INDEX grants_of_member        ON grants (user_id, id);
CREATE INDEX quota_resets_of_member  ON quota_resets (user_id);
CREATE INDEX blocks_of_member        ON blocks (user_id);
CREATE INDEX blocks_by_moderator     ON blocks (by_id);
CREATE INDEX blocks_that_end         ON blocks (until) WHERE until IS NOT NULL;
