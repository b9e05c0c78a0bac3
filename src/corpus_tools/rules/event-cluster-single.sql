-- level: 2
-- severity: warning
-- An event cluster has two or more events.
--
-- Event clusters state coreference; an event that nothing corefers with needs none.
SELECT document_id, any_value(pointer) AS pointer, format('cluster {} has one event', any_value(id)) AS message FROM refs WHERE layer = 'event_clusters' GROUP BY document_id, key HAVING count(*) = 1
