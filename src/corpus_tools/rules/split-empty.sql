-- level: 5
-- severity: warning
-- A split holds a document.
--
-- An empty split loads as an empty table, which surprises whoever trains on it.
SELECT 'corpus.toml' AS path, format('split {} is empty', split) AS message FROM empty_splits
