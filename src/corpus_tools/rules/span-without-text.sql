-- level: 2
-- severity: error
-- A span of an included text repeats the text that it covers.
--
-- Without the repeat nothing guards its offsets.
SELECT s.document_id, s.pointer, format('{} of {} does not repeat its text', s.part, s.id) AS message FROM spans s JOIN documents d ON d.id = s.document_id
WHERE s.text_differs AND d.availability = 'included' AND NOT s.is_fragment AND s."text" IS NULL
