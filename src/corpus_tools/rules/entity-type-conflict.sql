-- level: 3
-- severity: error
-- The mentions of an entity have its type, or one that may refer to it.
--
-- A person may be referred to by an office (refers_to in the ontology); any other mixture means that two things
-- were put into one cluster.
SELECT m.document_id, format('/entities/{}', e.position) AS pointer, format('entity {} is {}, but its mention {} is {}', e.id, e.type, m.id, m.type) AS message
FROM mentions m JOIN entities e ON e.document_id = m.document_id AND e.id = m.entity_id
WHERE m.type <> e.type AND (m.type, e.type) NOT IN (SELECT (type, other) FROM refers_to)
