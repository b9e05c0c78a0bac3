-- level: 2
-- severity: error
-- The text is the one that was annotated.
--
-- One changed character moves every later offset. Restore the text, or annotate anew.
SELECT id AS document_id, '/text_sha256' AS pointer, format('the SHA-256 of the text is {}', actual_sha256) AS message FROM documents WHERE actual_sha256 <> text_sha256
