-- level: 2
-- severity: error
-- A span lies inside the text.
--
-- Offsets are code points. An end past the text is the mark of offsets that were counted in other units, or on
-- another text.
SELECT document_id, pointer, format('{} of {} ends at {}; the text has {} code points', part, id, "end", text_length) AS message
FROM spans WHERE outside_text AND "end" > text_length
