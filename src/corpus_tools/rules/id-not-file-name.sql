-- level: 2
-- severity: error
-- A document has the name of its file.
--
-- Splits, references and paths all use the one name.
SELECT id AS document_id, '/id' AS pointer, format('the document is named {}', id) AS message FROM documents WHERE line IS NULL AND path <> format('documents/{}.json', id)
