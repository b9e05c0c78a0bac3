-- level: 3
-- severity: error
-- The subtype of a mention is one of its type's.
--
-- Subtypes are listed type by type in the ontology.
SELECT document_id, format('/mentions/{}', position) AS pointer, format('mention {}: {} is no subtype of {}', id, subtype, type) AS message FROM mentions
WHERE subtype IS NOT NULL AND type IN (SELECT type FROM entity_types) AND (type, subtype) NOT IN (SELECT (type, subtype) FROM entity_subtypes)
