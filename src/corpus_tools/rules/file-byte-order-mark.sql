-- level: 0
-- severity: error
-- A file does not begin with a byte order mark.
--
-- A byte order mark is a code point that editors hide: with it every offset is one too small.
SELECT path, 'begins with a byte order mark (U+FEFF)' AS message FROM files WHERE byte_order_mark
