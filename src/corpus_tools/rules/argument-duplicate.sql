-- level: 2
-- severity: error
-- No event has the same filler in the same role twice.
--
-- The second says nothing that the first does not, and counts twice in every score.
SELECT document_id, pointer, format('event {} has {} as {} twice', id, other, label) AS message
FROM remarks WHERE what = 'repeats' AND argument IS NOT NULL
