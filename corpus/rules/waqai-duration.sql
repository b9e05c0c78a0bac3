-- level: 3
-- severity: error
-- What fills Duration is a length of time.
--
-- ARG-9: Time is when, Duration is how long; a date is never a Duration.
SELECT a.document_id, format('/events/{}/arguments/{}', e.position, a.position) AS pointer, format('event {}: Duration is the {} {}', a.event_id, m.subtype, m.id) AS message
FROM arguments a JOIN events e ON e.document_id = a.document_id AND e.id = a.event_id
JOIN mentions m ON m.document_id = a.document_id AND m.id = a.filler_id
WHERE a.role = 'Duration' AND a.filler_kind = 'mention' AND m.type = 'TIM' AND m.subtype IS DISTINCT FROM 'duration'
