-- level: 3
-- severity: error
-- The events of a cluster have one type.
--
-- The same event under two types is either two events or one wrong label.
SELECT document_id, format('/events/{}', position) AS pointer, format('event {} is {}, but event {} of the same cluster {} is {}', id, type, first(id) OVER w, cluster_id, first(type) OVER w) AS message
FROM events WHERE cluster_id IS NOT NULL WINDOW w AS (PARTITION BY document_id, cluster_id ORDER BY position) QUALIFY type <> first(type) OVER w
