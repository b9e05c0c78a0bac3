-- level: 2
-- severity: error
-- A span does not begin or end inside a character with its marks.
--
-- A vowel sign or the parts of an emoji belong to what they stand on; a span between them cannot be drawn.
SELECT document_id, pointer, format('{} of {} at [{}:{}] cuts through a grapheme cluster', part, id, start, "end") AS message FROM spans WHERE splits_grapheme
