-- level: 4
-- severity: error
-- language: ar
-- A mention that begins at the second lam of لل carries its full form.
--
-- In «للأمم» the article has lost its alef: the characters alone, «لأمم», are no word. `normalized` gives «الأمم».
SELECT document_id, pointer, format('mention {} ({}) begins at a second lam and has no normalized form', id, slice) AS message
FROM spans WHERE behind_word AND before = 'ل' AND layer = 'mentions' AND NOT is_fragment AND slice LIKE 'ل%' AND NOT has_normalized
