-- level: 3
-- severity: error
-- Every mention that can corefer belongs to an entity.
--
-- A single mention is an entity of one; without it entity tables and entity-level scores would miss it.
SELECT document_id, format('/mentions/{}', position) AS pointer, format('mention {} ({}) belongs to no entity', id, m.type) AS message
FROM mentions m JOIN entity_types t ON t.type = m.type WHERE t.corefers AND entity_id IS NULL
