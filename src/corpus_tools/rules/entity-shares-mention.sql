-- level: 2
-- severity: error
-- A mention belongs to one entity only.
--
-- Clusters are disjoint: a mention in two of them would make them one.
SELECT document_id, pointer, format('mention {} is in entity {} and in entity {}', target, lag(id) OVER w, id) AS message
FROM refs WHERE layer = 'entities' AND target_key IN (SELECT target_key FROM ref_rows WHERE layer = 'entities' AND target_key >= 0 GROUP BY target_key HAVING count(*) > 1)
WINDOW w AS (PARTITION BY target_key ORDER BY position) QUALIFY row_number() OVER w > 1
