-- level: 5
-- severity: warning
-- scope: corpus
-- A split holds a document.
--
-- An empty split loads as an empty table, which surprises whoever trains on it.
SELECT 'corpus.toml' AS path, format('split {} is empty', split) AS message FROM records
WHERE seen = 0 AND split NOT IN (SELECT split FROM splits) AND (EXISTS (FROM splits) OR EXISTS (FROM records WHERE seen > 0))
