-- level: 4
-- severity: error
-- Text holds no replacement character.
--
-- U+FFFD stands where a decoder gave up: the text was damaged before it came here.
SELECT document_id, path, line, format('holds U+FFFD {} times', "count") AS message FROM characters WHERE kind = 'replacement'
