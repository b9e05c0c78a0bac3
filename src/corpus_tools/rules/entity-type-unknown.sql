-- level: 3
-- severity: error
-- The type of an entity is in the ontology.
--
-- A label outside the inventory is a misspelling, or an inventory that was not written down.
SELECT document_id, format('/entities/{}', position) AS pointer, format('entity {} has the type {}, which is not in the ontology', id, type) AS message FROM entities WHERE type NOT IN (SELECT type FROM entity_types)
