-- level: 3
-- severity: error
-- The type of a relation is in the ontology.
--
-- A label outside the inventory is a misspelling, or an inventory that was not written down.
SELECT document_id, format('/relations/{}', position) AS pointer, format('relation {} has the type {}, which is not in the ontology', id, type) AS message FROM relations WHERE type NOT IN (SELECT type FROM relation_types)
