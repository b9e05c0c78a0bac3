-- level: 2
-- severity: error
-- A mention belongs to one entity only.
--
-- Clusters are disjoint: a mention in two of them would make them one.
SELECT document_id, pointer, format('mention {} is in entity {} and in entity {}', target, lag(id) OVER w, id) AS message
FROM refs WHERE layer = 'entities' AND target_position IS NOT NULL WINDOW w AS (PARTITION BY target_key ORDER BY position) QUALIFY row_number() OVER w > 1
