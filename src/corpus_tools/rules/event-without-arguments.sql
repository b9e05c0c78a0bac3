-- level: 3
-- severity: warning
-- An event has at least one argument.
--
-- A bare trigger is allowed, but in news most events have somebody in them; a forgotten layer looks just like
-- this.
SELECT e.document_id, format('/events/{}', e.position) AS pointer, format('event {} ({}) has no arguments', e.id, e.type) AS message
FROM events e WHERE NOT EXISTS (FROM arguments a WHERE a.document_id = e.document_id AND a.event_id = e.id)
