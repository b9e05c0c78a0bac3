-- level: 2
-- severity: error
-- No event is, through its arguments, an argument of itself.
--
-- A topic that is its own topic cannot be drawn as a tree or exported to any format.
WITH RECURSIVE step AS (SELECT document_id, key, target_key FROM ref_rows WHERE layer = 'events' AND target_layer = 'events' AND target_position IS NOT NULL),
reach AS (SELECT document_id, key, target_key FROM step UNION SELECT r.document_id, r.key, s.target_key FROM reach r JOIN step s ON s.key = r.target_key)
SELECT DISTINCT r.document_id, format('/events/{}', e.position) AS pointer, format('event {} is an argument of itself', e.id) AS message
FROM reach r JOIN ref_rows e ON e.key = r.key WHERE r.key = r.target_key AND e.layer = 'events'
