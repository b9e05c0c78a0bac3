-- level: 4
-- severity: warning
-- language: ar
-- Arabic text uses the Arabic kaf and yeh.
--
-- ک and ی look like ك and ي and are other letters; they come from Persian or Urdu keyboards.
SELECT document_id, path, line, format('holds {} Persian letters, the first of them {}', "count", name) AS message FROM characters WHERE kind = 'persian-letter'
