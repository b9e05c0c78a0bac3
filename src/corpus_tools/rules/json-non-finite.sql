-- level: 1
-- severity: error
-- scope: corpus
-- No number is NaN or Infinity.
--
-- JSON has no such numbers; a tool wrote them where it should have written null.
SELECT path, line, "column", message FROM faults WHERE kind = 'json-non-finite'
