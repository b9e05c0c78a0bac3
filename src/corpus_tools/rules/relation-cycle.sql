-- level: 3
-- severity: error
-- No chain of an acyclic relation leads back to where it began.
--
-- What is part of a part cannot hold the whole. Chains run over entities, not only over mentions.
WITH RECURSIVE step AS (SELECT r.document_id, r.type, r.position, r.id, coalesce(h.entity_id, r.head) AS head, coalesce(t.entity_id, r.tail) AS tail FROM relations r
    JOIN mentions h ON h.document_id = r.document_id AND h.id = r.head JOIN mentions t ON t.document_id = r.document_id AND t.id = r.tail
    WHERE r.head <> r.tail AND r.type IN (SELECT type FROM relation_types WHERE acyclic)),
reach AS (SELECT document_id, type, head, tail FROM step UNION SELECT r.document_id, r.type, r.head, s.tail FROM reach r JOIN step s ON s.document_id = r.document_id AND s.type = r.type AND s.head = r.tail)
SELECT s.document_id, format('/relations/{}', s.position) AS pointer, format('relation {} closes a circle of {}', s.id, s.type) AS message
FROM step s JOIN reach r ON r.document_id = s.document_id AND r.type = s.type AND r.head = s.tail AND r.tail = s.head
