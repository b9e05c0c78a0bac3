-- level: 0
-- severity: error
-- Text is in Unicode normalisation form C.
--
-- Composed and decomposed letters look alike and differ in length. A text is normalised once, when it is frozen,
-- and never again.
SELECT path, coalesce(line, not_nfc_line) AS line, 'is not in Unicode normalisation form C' AS message FROM files WHERE not_nfc_line IS NOT NULL
