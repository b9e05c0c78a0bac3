-- level: 4
-- severity: error
-- Bidi controls are closed on the line where they open.
--
-- An open override or isolate turns round whatever is shown behind it.
SELECT document_id, path, line, 'opens and closes bidi controls unevenly' AS message FROM characters WHERE kind = 'unbalanced-bidi'
