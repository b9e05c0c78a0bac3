-- level: 3
-- severity: error
-- A quantity stands in the sentence of its event.
--
-- ARG-4: counts, prices, values, scores and durations never come from another sentence.
SELECT a.document_id, format('/events/{}/arguments/{}', e.position, a.position) AS pointer, format('event {}: {} stands in {}, the trigger in {}', a.event_id, a.role, s.id, e.sentence_id) AS message
FROM arguments a JOIN events e ON e.document_id = a.document_id AND e.id = a.event_id
JOIN sentences s ON s.document_id = a.document_id AND s.start <= a.start AND a.start < s."end"
WHERE a.role IN ('Count', 'Cases', 'Magnitude', 'Price', 'Value', 'From', 'Change', 'Score', 'Duration') AND s.id <> e.sentence_id
