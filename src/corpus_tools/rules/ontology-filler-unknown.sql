-- level: 3
-- severity: error
-- scope: corpus
-- What an ontology names as filler exists.
--
-- A role whose filler is misspelled can never be filled.
SELECT 'ontology.json' AS path, pointer, format('{} is no entity type or filler group', name) AS message FROM filler_names WHERE NOT known
