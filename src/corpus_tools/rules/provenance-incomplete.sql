-- level: 5
-- severity: error
-- A document says who or what wrote its text and made its annotations.
--
-- Text and labels made by a machine must say so, in the data itself.
SELECT id AS document_id, '/provenance' AS pointer, CASE WHEN says_who_wrote THEN 'does not say who made its annotations' ELSE 'does not say who wrote its text' END AS message
FROM documents WHERE NOT (says_who_wrote AND says_who_annotated)
