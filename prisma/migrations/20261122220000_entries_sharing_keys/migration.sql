-- Each row of an import asks who shares a key with it, while its rows before it are being written. What GIN keeps for later
-- (up to 4 MB that every search reads through) made that 3 ms a row among 10,000 records.
ALTER INDEX "search_entries_keys_idx" SET (fastupdate = off);

-- The entries that share a key. Of an array that is not known beforehand the planner expects a hundredth of the table, and reads
-- all of a small table for each row. In here it has the index of keys alone.
CREATE FUNCTION entries_sharing(given text[]) RETURNS SETOF search_entries LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 20
SET enable_seqscan = off AS $$
  SELECT * FROM search_entries WHERE keys && given
$$;
