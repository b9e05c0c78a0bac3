-- level: 1
-- severity: error
-- scope: corpus
-- A file satisfies its JSON Schema.
--
-- schema/document.schema.json, ontology.schema.json and corpus.schema.json say which fields there are and what
-- they may hold.
SELECT path, line, pointer, message FROM faults WHERE kind = 'schema'
