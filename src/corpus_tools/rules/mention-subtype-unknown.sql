-- level: 3
-- severity: error
-- The subtype of a mention is one of its type's.
--
-- Subtypes are listed type by type in the ontology.
SELECT document_id, format('/mentions/{}', position) AS pointer, format('mention {}: {} is no subtype of {}', id, subtype, type) AS message
FROM mentions m ANTI JOIN entity_subtypes s ON s.type = m.type AND s.subtype = m.subtype WHERE subtype IS NOT NULL AND type IN (SELECT type FROM entity_types)
