-- level: 3
-- severity: error
-- A relation holds between mentions of one sentence.
--
-- REL-1: only what the sentence itself says is a relation.
SELECT r.document_id, format('/relations/{}', r.position) AS pointer, format('relation {}: its head stands in {}, its tail in {}', r.id, h.sentence_id, t.sentence_id) AS message
FROM relations r JOIN mentions h ON h.document_id = r.document_id AND h.id = r.head JOIN mentions t ON t.document_id = r.document_id AND t.id = r.tail
WHERE h.sentence_id <> t.sentence_id
