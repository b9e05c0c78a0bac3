-- level: 2
-- severity: error
-- Sentences do not overlap and stand in order.
--
-- Every character belongs to one sentence only.
SELECT document_id, pointer, format('sentence {} begins at {}, before sentence {} ends at {}', id, start, other, "end") AS message FROM remarks WHERE what = 'overlaps'
