-- Tables that came after those of merging and name an account or a contact: what is written for a double lands on the record it
-- lives on in.
SELECT redirect_merged();
