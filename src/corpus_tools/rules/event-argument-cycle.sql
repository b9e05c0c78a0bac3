-- level: 2
-- severity: error
-- No event is, through its arguments, an argument of itself.
--
-- A topic that is its own topic cannot be drawn as a tree or exported to any format.
WITH RECURSIVE step AS (SELECT document_id, key, target_key FROM ref_rows WHERE layer = 'events' AND target_layer = 'events'
  -- Only a document in which an edge leads back, or to itself, can hold a circle.
  AND document_id IN (SELECT document_id FROM ref_rows WHERE layer = 'events' AND target_layer = 'events' AND target_position <= position)),
reach AS (SELECT document_id, key, target_key FROM step UNION SELECT r.document_id, r.key, s.target_key FROM reach r JOIN step s ON s.key = r.target_key)
SELECT r.document_id, i.pointer, format('event {} is an argument of itself', i.id) AS message
FROM reach r JOIN ids i ON i.key = r.key WHERE r.key = r.target_key
