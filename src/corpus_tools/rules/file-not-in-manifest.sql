-- level: 0
-- severity: error
-- Every document belongs to a split of corpus.toml.
--
-- The splits are frozen by name: a document that none of them names would be in no table.
SELECT path, format('no split of corpus.toml names {}', document_id) AS message FROM files WHERE kind = 'annotation' AND NOT listed
