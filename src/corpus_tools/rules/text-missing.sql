-- level: 2
-- severity: error
-- A document that is not withheld has its text beside it.
--
-- Only a withheld text may be absent; it comes by 'corpus hydrate'.
SELECT d.id AS document_id, '/availability' AS pointer, format('there is no documents/{}.txt', d.id) AS message FROM documents d
WHERE d.availability = 'included' AND NOT has_text AND NOT EXISTS (FROM files f WHERE f.kind = 'text' AND f.path = format('documents/{}.txt', d.id))
