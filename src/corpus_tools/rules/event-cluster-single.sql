-- level: 2
-- severity: warning
-- An event cluster has two or more events.
--
-- Event clusters state coreference; an event that nothing corefers with needs none.
SELECT document_id, pointer, format('cluster {} has one event', id) AS message FROM remarks WHERE what = 'single'
