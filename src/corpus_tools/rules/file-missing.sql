-- level: 0
-- severity: error
-- scope: corpus
-- Every document that corpus.toml names is there.
--
-- A split that names a document without annotations would be smaller than it says.
SELECT 'corpus.toml' AS path, 1 AS line, format('split {} names {}, but there is no documents/{}.json', split, document_id, document_id) AS message
FROM splits WHERE document_id NOT IN (SELECT document_id FROM listing)
UNION ALL SELECT path, line, message FROM faults WHERE kind = 'file-missing'
