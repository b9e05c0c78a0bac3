-- level: 2
-- severity: error
-- A span does not begin or end with white space.
--
-- White space at an edge is an annotator's slip of the mouse, and breaks exact matching.
SELECT document_id, pointer, format('{} of {} has white space at its edge: {}', part, id, to_json(slice)) AS message
FROM spans WHERE space_at_edge
