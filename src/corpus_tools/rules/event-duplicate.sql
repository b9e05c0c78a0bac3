-- level: 2
-- severity: error
-- No two events have the same trigger and type.
--
-- One trigger can express two events of different types, but not one event twice.
SELECT document_id, pointer, format('event {} says the same as event {}: {} at [{}:{}]', id, other, label, start, "end") AS message
FROM remarks WHERE what = 'repeats' AND layer = 'events' AND argument IS NULL
