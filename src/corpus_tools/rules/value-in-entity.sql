-- level: 3
-- severity: error
-- A value belongs to no entity.
--
-- Times, numbers and amounts are compared by their normalised value, not by clusters.
SELECT document_id, format('/mentions/{}', position) AS pointer, format('mention {} ({}) is in entity {}', id, m.type, entity_id) AS message
FROM mentions m JOIN entity_types t ON t.type = m.type WHERE NOT t.corefers AND entity_id IS NOT NULL
