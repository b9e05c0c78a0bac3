-- level: 3
-- severity: error
-- A mention of a type with normalised values carries one.
--
-- Two times are compared by value: «أمس» and «الثلاثاء» are one day or they are not.
SELECT document_id, format('/mentions/{}', position) AS pointer, format('mention {} ({}) has no normalised value', id, m.type) AS message
FROM mentions m JOIN entity_types t ON t.type = m.type WHERE t.normalized_by IS NOT NULL AND value IS NULL AND subtype IS DISTINCT FROM 'unit'
