-- level: 4
-- severity: error
-- Text holds no control characters but tab and line feed.
--
-- They cannot be seen, some tools cannot store them, XML cannot hold them.
SELECT document_id, path, line, format('holds {} control characters, the first of them {}', "count", name) AS message FROM characters WHERE kind = 'control' AND name NOT LIKE 'U+000D%'
