-- level: 4
-- severity: warning
-- language: ar
-- A text uses one set of digits.
--
-- Digits of two sets in one text usually mean that it was put together from two.
SELECT document_id, any_value(path) AS path, max(line) AS line, format('mixes {}', string_agg(kind || 's', ' and ' ORDER BY kind)) AS message
FROM characters WHERE kind LIKE '%-digit' GROUP BY document_id HAVING count(*) > 1
