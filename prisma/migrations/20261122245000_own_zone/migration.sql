-- Where somebody lives by another clock than their office: an IANA name. Null: their office's.
ALTER TABLE people ADD COLUMN zone text;
