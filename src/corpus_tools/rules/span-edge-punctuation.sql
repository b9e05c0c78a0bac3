-- level: 2
-- severity: warning
-- A mention, trigger or argument does not begin or end with punctuation.
--
-- A full stop, comma or single quotation mark at an edge belongs to the sentence. Brackets and quotation marks
-- that close what they open are fine.
SELECT document_id, pointer, format('{} of {} has punctuation at its edge: {}', part, id, to_json(slice)) AS message
FROM spans WHERE punctuation_at_edge AND layer <> 'sentences' AND NOT is_fragment AND "end" - start > 1
