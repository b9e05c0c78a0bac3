-- level: 2
-- severity: error
-- An event mention belongs to one event cluster only.
--
-- Clusters are disjoint: an event in two of them would make them one.
SELECT document_id, pointer, format('event {} is in cluster {} and in cluster {}', target, lag(id) OVER w, id) AS message
FROM refs WHERE layer = 'event_clusters' AND target_position IS NOT NULL WINDOW w AS (PARTITION BY target_key ORDER BY position) QUALIFY row_number() OVER w > 1
