-- level: 3
-- severity: error
-- What fills a role is of a kind that the role allows.
--
-- The ontology lists for each role the entity types that may fill it, and whether an event or a plain span may.
WITH filled AS (SELECT *, CASE filler_kind WHEN 'mention' THEN filler_type ELSE filler_kind END AS kind FROM arguments),
a AS (FROM filled f ANTI JOIN role_fillers r ON r.type = f.event_type AND r.role = f.role AND r.filler = f.kind)
SELECT a.document_id, format('/events/{}/arguments/{}', e.position, a.position) AS pointer, format('event {}: {} of {} cannot be {}', a.event_id, a.role, a.event_type,
  CASE a.filler_kind WHEN 'mention' THEN format('the {} {}', a.filler_type, a.filler_id) WHEN 'event' THEN format('the event {}', a.filler_id) ELSE 'a span' END) AS message
FROM a JOIN events e ON e.document_id = a.document_id AND e.id = a.event_id
WHERE a.kind IS NOT NULL AND (a.event_type, a.role) IN (SELECT (type, role) FROM roles)
