-- level: 4
-- severity: error
-- A span does not begin or end with an invisible character.
--
-- A bidi mark or joiner at the edge of a span cannot be seen and breaks exact matching.
SELECT document_id, pointer, format('{} of {} has an invisible character at its edge', part, id) AS message FROM spans
WHERE invisible_at_edge AND layer <> 'sentences'
