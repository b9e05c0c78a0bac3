-- level: 0
-- severity: error
-- A file is no larger than the limit.
--
-- A very large file is nearly always a mistake, such as a whole shard under the name of a document. The limit is
-- limit.file_bytes of corpus.toml, by default 50,000,000 bytes; it holds for a record of a JSONL file too.
SELECT path, line, format('has {} bytes; the limit is {}', bytes, "limit") AS message FROM files WHERE bytes > "limit"
