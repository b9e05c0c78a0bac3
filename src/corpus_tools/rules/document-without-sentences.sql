-- level: 5
-- severity: warning
-- A document has sentences.
--
-- A document without any was probably not annotated yet.
SELECT id AS document_id, 'has no sentences' AS message FROM documents WHERE sentence_count = 0
