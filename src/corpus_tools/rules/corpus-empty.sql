-- level: 5
-- severity: error
-- A corpus holds a document.
--
-- A dataset of no rows cannot be told from one whose files were lost.
SELECT 'corpus.toml' AS path, 'no split names a document' AS message WHERE NOT EXISTS (FROM splits) AND EXISTS (FROM entity_types)
