-- level: 2
-- severity: error
-- A document that is not withheld has its text beside it.
--
-- Only a withheld text may be absent; it comes by 'corpus hydrate'.
SELECT id AS document_id, '/availability' AS pointer, CASE WHEN line IS NULL THEN format('there is no documents/{}.txt', id) ELSE 'the record has no text' END AS message FROM documents d
WHERE d.availability = 'included' AND NOT has_text AND NOT EXISTS (FROM files f WHERE f.kind = 'text' AND f.path = format('documents/{}.txt', d.id))
