-- level: 2
-- severity: error
-- No two mentions have the same span, fragments and type.
--
-- The second says nothing that the first does not, and counts twice in every score.
SELECT document_id, pointer, format('mention {} says the same as mention {}: {} at [{}:{}]', id, other, label, start, "end") AS message
FROM remarks WHERE what = 'repeats' AND layer = 'mentions'
