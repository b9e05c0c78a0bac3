-- level: 3
-- severity: error
-- The role of an argument is one of its event type's.
--
-- Roles are listed type by type in the ontology.
WITH a AS (FROM arguments a ANTI JOIN roles r ON r.type = a.event_type AND r.role = a.role)
SELECT a.document_id, format('/events/{}/arguments/{}', e.position, a.position) AS pointer, format('event {}: {} has no role {}', a.event_id, a.event_type, a.role) AS message
FROM a JOIN events e ON e.document_id = a.document_id AND e.id = a.event_id WHERE a.event_type IN (SELECT type FROM event_types)
