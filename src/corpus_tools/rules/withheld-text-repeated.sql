-- level: 2
-- severity: error
-- Annotations of a withheld text repeat nothing of it.
--
-- The text belongs to somebody else; the repeats together would be most of it.
SELECT s.document_id, s.pointer, format('{} of {} repeats text that is withheld', s.part, s.id) AS message FROM spans s JOIN documents d ON d.id = s.document_id
WHERE s.text_differs AND d.availability = 'withheld' AND s."text" IS NOT NULL
