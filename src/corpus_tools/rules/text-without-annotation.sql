-- level: 0
-- severity: error
-- Every text has its annotations beside it.
--
-- A text without annotations would be left out in silence. An unannotated text has a document with empty layers.
SELECT path, format('there is no {}.json beside it', document_id) AS message FROM files WHERE kind = 'text' AND NOT has_annotation
