-- The message of the log channel in which moderators have a report before them; none where nobody was told.

ALTER TABLE reports ADD COLUMN told_channel_id INTEGER;
ALTER TABLE reports ADD COLUMN told_message_id INTEGER CHECK ((told_message_id IS NULL) = (told_channel_id IS NULL));
