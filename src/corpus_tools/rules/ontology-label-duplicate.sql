-- level: 3
-- severity: error
-- scope: corpus
-- An ontology lists a label once.
--
-- Two entries of one name contradict each other.
SELECT 'ontology.json' AS path, format('{} {} stands {} times', kind, type, count(*)) AS message
FROM (SELECT 'entity type' AS kind, type FROM entity_types UNION ALL SELECT 'event type', type FROM event_types UNION ALL SELECT 'relation type', type FROM relation_types
      UNION ALL SELECT format('role of {}', type), role FROM roles) GROUP BY kind, type HAVING count(*) > 1
