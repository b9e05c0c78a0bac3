-- level: 2
-- severity: error
-- A span repeats exactly the text that it covers.
--
-- The repeat is the guard against offsets that drifted. If they differ, one of them is wrong; which one is for a
-- person to say.
SELECT document_id, pointer, format('{} of {}: {} is given, but the text at [{}:{}] is {}', part, id, to_json("text"), start, "end", to_json(slice)) AS message
FROM spans WHERE text_differs AND "text" IS NOT NULL AND slice IS NOT NULL AND "text" <> slice AND "end" <= text_length AND "end" > start
