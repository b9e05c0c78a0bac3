-- level: 4
-- severity: error
-- language: ar
-- A mention that begins at the second lam of لل carries its full form.
--
-- In «للأمم» the article has lost its alef: the characters alone, «لأمم», are no word. `normalized` gives «الأمم».
SELECT s.document_id, s.pointer, format('mention {} ({}) begins at a second lam and has no normalized form', s.id, s.slice) AS message
FROM spans s JOIN mentions m ON m.document_id = s.document_id AND m.id = s.id
WHERE s.layer = 'mentions' AND NOT s.is_fragment AND s.before = 'ل' AND s.slice LIKE 'ل%' AND m.normalized IS NULL
