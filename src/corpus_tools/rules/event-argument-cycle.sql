-- level: 2
-- severity: error
-- No event is, through its arguments, an argument of itself.
--
-- A topic that is its own topic cannot be drawn as a tree or exported to any format.
WITH RECURSIVE step AS (SELECT document_id, id, target FROM refs WHERE layer = 'events' AND target_layer = 'events'),
reach AS (SELECT document_id, id, target FROM step UNION SELECT r.document_id, r.id, s.target FROM reach r JOIN step s ON s.document_id = r.document_id AND s.id = r.target)
SELECT r.document_id, i.pointer, format('event {} is an argument of itself', r.id) AS message
FROM reach r JOIN ids i ON i.document_id = r.document_id AND i.id = r.id WHERE r.id = r.target
