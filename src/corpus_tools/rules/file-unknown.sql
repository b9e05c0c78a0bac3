-- level: 0
-- severity: error
-- Every file among the documents is the text or the annotations of one.
--
-- A mistyped suffix must not lose a document. Only ID.txt and ID.json may lie there.
SELECT path, 'is neither ID.txt nor ID.json' AS message FROM files WHERE kind = 'other' AND symlink_target IS NULL
