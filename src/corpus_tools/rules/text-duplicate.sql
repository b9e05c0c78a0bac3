-- level: 5
-- severity: error
-- No two documents have the same text.
--
-- The same text twice counts twice, and may be trained on and tested on.
SELECT b.id AS document_id, '/text_sha256' AS pointer, format('its text is that of {}', a.id) AS message FROM documents a JOIN documents b ON a.text_sha256 = b.text_sha256 AND a.id < b.id
