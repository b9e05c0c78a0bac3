-- level: 5
-- severity: error
-- A text under all rights reserved is withheld.
--
-- The repository may hold what others said about such a text, but not the text.
SELECT id AS document_id, '/availability' AS pointer, format('the text is under {} and must be withheld', license) AS message FROM documents WHERE license = 'LicenseRef-All-Rights-Reserved' AND availability = 'included'
