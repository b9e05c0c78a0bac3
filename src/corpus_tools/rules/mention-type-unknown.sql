-- level: 3
-- severity: error
-- The type of a mention is in the ontology.
--
-- A label outside the inventory is a misspelling, or an inventory that was not written down.
SELECT document_id, format('/mentions/{}', position) AS pointer, format('mention {} has the type {}, which is not in the ontology', id, type) AS message FROM mentions WHERE type NOT IN (SELECT type FROM entity_types)
