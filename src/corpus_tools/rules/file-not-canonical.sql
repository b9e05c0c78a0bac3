-- level: 0
-- severity: warning
-- Annotations are written in canonical form.
--
-- One item a line in a fixed order of keys keeps diffs small and makes equal documents equal files. 'corpus
-- format' writes it.
SELECT path, 'is not in canonical form; corpus format writes it' AS message FROM files WHERE NOT canonical
