-- level: 2
-- severity: error
-- The text has the length that is stated, in code points.
--
-- The length tells, even where the text is withheld, whether offsets can be right.
SELECT id AS document_id, '/text_length' AS pointer, format('the text has {} code points, not {}', actual_length, text_length) AS message FROM documents WHERE actual_length <> text_length
