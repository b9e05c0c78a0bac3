-- level: 2
-- severity: error
-- No two mentions have the same span, fragments and type.
--
-- The second says nothing that the first does not, and counts twice in every score.
WITH m AS (SELECT *, hash(document_id, start, "end", type) AS said FROM mentions)
SELECT document_id, format('/mentions/{}', position) AS pointer, format('mention {} says the same as mention {}: {} at [{}:{}]', id, lag(id) OVER w, type, start, "end") AS message
FROM m WHERE said IN (SELECT said FROM m GROUP BY said HAVING count(*) > 1)
WINDOW w AS (PARTITION BY document_id, start, "end", type, CAST(fragments AS VARCHAR) ORDER BY position) QUALIFY row_number() OVER w > 1
