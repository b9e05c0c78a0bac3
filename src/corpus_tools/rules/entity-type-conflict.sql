-- level: 3
-- severity: error
-- The mentions of an entity have its type, or one that may refer to it.
--
-- A person may be referred to by an office (refers_to in the ontology); any other mixture means that two things
-- were put into one cluster.
SELECT document_id, pointer, format('entity {} is {}, but its mention {} is {}', id, label, other, other_label) AS message
FROM remarks WHERE what = 'conflicts' AND layer = 'entities' AND (other_label, label) NOT IN (SELECT (type, other) FROM refers_to)
