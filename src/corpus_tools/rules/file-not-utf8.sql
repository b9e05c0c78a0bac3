-- level: 0
-- severity: error
-- A file is UTF-8.
--
-- Text in another encoding cannot be counted in code points. Convert it once, when the text is frozen.
SELECT path, line, format('{} is not UTF-8', invalid_byte) AS message FROM files WHERE invalid_byte IS NOT NULL
