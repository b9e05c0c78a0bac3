-- level: 4
-- severity: error
-- language: ar
-- Text holds no Arabic presentation forms.
--
-- U+FB50 to U+FDFF and U+FE70 to U+FEFC are shapes, not letters; searches and models do not find them. They come
-- from PDF files.
SELECT document_id, path, line, format('holds {} presentation forms, the first of them {}', "count", name) AS message FROM characters WHERE kind = 'presentation-form'
