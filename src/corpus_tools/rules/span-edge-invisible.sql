-- level: 4
-- severity: error
-- A span does not begin or end with an invisible character.
--
-- A bidi mark or joiner at the edge of a span cannot be seen and breaks exact matching.
SELECT document_id, pointer, format('{} of {} has an invisible character at its edge', part, id) AS message FROM spans
WHERE layer <> 'sentences' AND regexp_matches(slice, '^[\x{200B}-\x{200F}\x{061C}\x{202A}-\x{202E}\x{2066}-\x{2069}\x{FEFF}]|[\x{200B}\x{200E}\x{200F}\x{061C}\x{202A}-\x{202E}\x{2066}-\x{2069}\x{FEFF}]$')
