-- level: 2
-- severity: error
-- An id is used once in a document, over all layers.
--
-- References are by id: with two of the same name they mean neither.
SELECT document_id, pointer, format('the id {} stands also in {}', id, lag(layer) OVER w) AS message
FROM ids WHERE key IN (SELECT key FROM id_rows GROUP BY key HAVING count(*) > 1)
WINDOW w AS (PARTITION BY key ORDER BY layer, position) QUALIFY row_number() OVER w > 1
