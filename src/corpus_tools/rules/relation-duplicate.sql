-- level: 2
-- severity: error
-- No relation is stated twice.
--
-- The second says nothing that the first does not.
SELECT document_id, pointer, format('relation {} says the same as relation {}', id, other) AS message FROM remarks WHERE what = 'repeats' AND layer = 'relations'
