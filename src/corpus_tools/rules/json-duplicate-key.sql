-- level: 1
-- severity: error
-- scope: corpus
-- No JSON object holds a key twice.
--
-- Parsers keep one of the two values in silence, and not all the same one.
SELECT path, line, "column", pointer, message FROM faults WHERE kind = 'json-duplicate-key'
