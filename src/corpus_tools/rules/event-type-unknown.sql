-- level: 3
-- severity: error
-- The type of an event is in the ontology.
--
-- A label outside the inventory is a misspelling, or an inventory that was not written down.
SELECT document_id, format('/events/{}', position) AS pointer, format('event {} has the type {}, which is not in the ontology', id, type) AS message FROM events WHERE type NOT IN (SELECT type FROM event_types)
