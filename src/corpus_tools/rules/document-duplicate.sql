-- level: 5
-- severity: error
-- scope: corpus
-- An id names one document of the corpus.
--
-- Tables of two documents with the same id cannot be joined; of the two, one would be lost. In a folder of pairs the
-- file system sees to it; records of JSONL or Parquet files can repeat an id.
WITH placed AS (SELECT *, path || coalesce(':' || line, '') AS place FROM documents)
SELECT path, line, '/id' AS pointer, format('the id {} is that of another document: {}', id, first(place) OVER w) AS message
FROM placed
WHERE id IN (SELECT id FROM placed GROUP BY id HAVING count(DISTINCT place) > 1)
WINDOW w AS (PARTITION BY id ORDER BY number) QUALIFY row_number() OVER w > 1
