-- level: 2
-- severity: error
-- No relation is stated twice.
--
-- The second says nothing that the first does not.
WITH r AS (SELECT *, hash(document_id, type, head, tail) AS said FROM relations)
SELECT document_id, format('/relations/{}', position) AS pointer, format('relation {} says the same as relation {}', id, lag(id) OVER w) AS message
FROM r WHERE said IN (SELECT said FROM r GROUP BY said HAVING count(*) > 1)
WINDOW w AS (PARTITION BY document_id, type, head, tail ORDER BY position) QUALIFY row_number() OVER w > 1
