-- level: 2
-- severity: error
-- No two events have the same trigger and type.
--
-- One trigger can express two events of different types, but not one event twice.
WITH e AS (SELECT *, hash(document_id, type, trigger_start, trigger_end) AS said FROM events)
SELECT document_id, format('/events/{}', position) AS pointer, format('event {} says the same as event {}: {} at [{}:{}]', id, lag(id) OVER w, type, trigger_start, trigger_end) AS message
FROM e WHERE said IN (SELECT said FROM e GROUP BY said HAVING count(*) > 1)
WINDOW w AS (PARTITION BY document_id, type, trigger_start, trigger_end, CAST(trigger_fragments AS VARCHAR) ORDER BY position) QUALIFY row_number() OVER w > 1
