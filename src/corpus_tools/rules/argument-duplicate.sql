-- level: 2
-- severity: error
-- No event has the same filler in the same role twice.
--
-- The second says nothing that the first does not, and counts twice in every score.
WITH a AS (SELECT *, hash(document_id, event_id, role, filler_kind, filler_id, start, "end") AS said FROM arguments)
SELECT a.document_id, format('/events/{}/arguments/{}', e.position, a.position) AS pointer, format('event {} has {} as {} twice', a.event_id, coalesce(a.filler_id, format('[{}:{}]', a.start, a."end")), a.role) AS message
FROM a JOIN events e ON e.document_id = a.document_id AND e.id = a.event_id
WHERE a.said IN (SELECT said FROM a GROUP BY said HAVING count(*) > 1)
QUALIFY row_number() OVER (PARTITION BY a.document_id, a.event_id, a.role, a.filler_kind, a.filler_id, a.start, a."end" ORDER BY a.position) > 1
