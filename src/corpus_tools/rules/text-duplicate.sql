-- level: 5
-- severity: error
-- scope: corpus
-- No two documents have the same text.
--
-- The same text twice counts twice, and may be trained on and tested on.
SELECT path, line, '/text_sha256' AS pointer, format('its text is that of {}', first(id) OVER w) AS message
FROM documents WHERE text_sha256 IN (SELECT text_sha256 FROM documents GROUP BY text_sha256 HAVING count(DISTINCT id) > 1)
WINDOW w AS (PARTITION BY text_sha256 ORDER BY id) QUALIFY row_number() OVER w > 1
