-- Again, Edit prompt and the like: which result a wish was asked for from.

ALTER TABLE jobs ADD COLUMN parent_id INTEGER;
