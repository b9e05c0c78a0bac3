-- level: 2
-- severity: error
-- A mention belongs to one entity only.
--
-- Clusters are disjoint: a mention in two of them would make them one.
SELECT document_id, pointer, format('mention {} is in entity {} and in entity {}', target, lag(id) OVER w, id) AS message
FROM refs WHERE layer = 'entities' WINDOW w AS (PARTITION BY document_id, target ORDER BY pointer) QUALIFY row_number() OVER w > 1
