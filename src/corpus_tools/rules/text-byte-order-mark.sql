-- level: 4
-- severity: error
-- No byte order mark stands inside the text.
--
-- U+FEFF inside a text is left over from joining files. It cannot be seen, and it counts.
SELECT document_id, path, line, format('holds U+FEFF {} times', "count") AS message FROM characters WHERE kind = 'byte-order-mark'
