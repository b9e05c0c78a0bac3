-- level: 5
-- severity: error
-- scope: corpus
-- A corpus holds a document.
--
-- A dataset of no rows cannot be told from one whose files were lost.
SELECT 'corpus.toml' AS path, 'no split names a document' AS message WHERE NOT EXISTS (FROM splits) AND NOT EXISTS (FROM records WHERE seen > 0) AND EXISTS (FROM entity_types) AND NOT EXISTS (FROM faults)
