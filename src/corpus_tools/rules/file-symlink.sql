-- level: 0
-- severity: error
-- No file is a link to somewhere outside the corpus.
--
-- What a corpus holds must travel with it, and must not reach into the machine that checks it.
SELECT path, format('is a symbolic link to {}, outside the corpus', symlink_target) AS message FROM files WHERE symlink_target IS NOT NULL
