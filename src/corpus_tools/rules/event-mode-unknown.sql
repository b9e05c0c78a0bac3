-- level: 3
-- severity: error
-- The mode of an event is one of its type's.
--
-- Modes are listed type by type in the ontology.
SELECT document_id, format('/events/{}', position) AS pointer, format('event {}: {} is no mode of {}', id, mode, type) AS message FROM events
WHERE mode IS NOT NULL AND type IN (SELECT type FROM event_types) AND (type, mode) NOT IN (SELECT (type, mode) FROM event_modes)
