-- level: 3
-- severity: error
-- The events of a cluster have one type.
--
-- The same event under two types is either two events or one wrong label.
SELECT document_id, pointer, format('event {} is {}, but event {} of the same cluster {} is {}', id, label, other, cluster, other_label) AS message
FROM remarks WHERE what = 'conflicts' AND layer = 'events'
