-- level: 2
-- severity: error
-- A mention, trigger or argument lies inside one sentence.
--
-- What crosses a sentence's end is either a wrong span or a wrong sentence.
SELECT p.document_id, p.pointer, format('{} of {} at [{}:{}] lies in no single sentence', p.part, p.id, p.start, p."end") AS message
FROM spans p WHERE p.layer <> 'sentences' AND NOT p.is_fragment AND p."end" > p.start
  AND EXISTS (FROM sentences s WHERE s.document_id = p.document_id)
  AND NOT EXISTS (FROM sentences s WHERE s.document_id = p.document_id AND s.start <= p.start AND p."end" <= s."end")
