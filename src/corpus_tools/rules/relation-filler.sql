-- level: 3
-- severity: error
-- Head and tail of a relation are of types that the relation allows.
--
-- The ontology lists for each relation what its head and its tail may be.
WITH ends AS (SELECT document_id, position, id, type, 'head' AS place, head AS target, head_type AS filler FROM relations
  UNION ALL SELECT document_id, position, id, type, 'tail', tail, tail_type FROM relations)
SELECT document_id, format('/relations/{}', position) AS pointer, format('relation {}: the {} of {} cannot be the {} {}', e.id, e.place, e.type, e.filler, target) AS message
FROM ends e ANTI JOIN relation_fillers f ON f.type = e.type AND f.place = e.place AND f.filler = e.filler
WHERE e.filler IS NOT NULL AND e.type IN (SELECT type FROM relation_types)
