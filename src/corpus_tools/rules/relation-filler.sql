-- level: 3
-- severity: error
-- Head and tail of a relation are of types that the relation allows.
--
-- The ontology lists for each relation what its head and its tail may be.
SELECT document_id, format('/relations/{}', position) AS pointer, format('relation {}: the {} of {} cannot be the {} {}', r.id, place, r.type, filler, target) AS message
FROM (SELECT document_id, position, id, type, 'head' AS place, head AS target, head_type AS filler FROM relations
      UNION ALL SELECT document_id, position, id, type, 'tail', tail, tail_type FROM relations) r
WHERE filler IS NOT NULL AND type IN (SELECT type FROM relation_types) AND (type, place, filler) NOT IN (SELECT (type, place, filler) FROM relation_fillers)
