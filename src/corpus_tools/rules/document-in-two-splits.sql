-- level: 5
-- severity: error
-- scope: corpus
-- A document belongs to one split.
--
-- A document in two splits is trained on and tested on.
SELECT 'corpus.toml' AS path, format('{} is named {} times: {}', document_id, count(*), string_agg(split, ', ' ORDER BY split)) AS message FROM splits GROUP BY document_id HAVING count(*) > 1
