-- level: 2
-- severity: error
-- A mention, trigger or argument lies inside one sentence.
--
-- What crosses a sentence's end is either a wrong span or a wrong sentence.
SELECT document_id, pointer, format('{} of {} at [{}:{}] lies in no single sentence', part, id, start, "end") AS message
FROM spans WHERE NOT in_sentence AND layer <> 'sentences' AND NOT is_fragment AND "end" > start
