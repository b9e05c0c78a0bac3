-- level: 1
-- severity: error
-- scope: corpus
-- A .json file is JSON.
--
-- A truncated or hand-broken file is reported where the parser stopped.
SELECT path, line, "column", message FROM faults WHERE kind = 'json-syntax'
