-- level: 3
-- severity: error
-- The mode of an event is one of its type's.
--
-- Modes are listed type by type in the ontology.
SELECT document_id, format('/events/{}', position) AS pointer, format('event {}: {} is no mode of {}', id, mode, type) AS message
FROM events e ANTI JOIN event_modes m ON m.type = e.type AND m.mode = e.mode WHERE mode IS NOT NULL AND type IN (SELECT type FROM event_types)
