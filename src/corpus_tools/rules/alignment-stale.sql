-- level: 2
-- severity: error
-- The hashes by which a withheld text is found in another copy are those of its text and spans.
--
-- Whoever hydrates from another copy would lose what the hashes do not know. `corpus withhold` makes them anew.
SELECT id AS document_id, stale_alignment AS pointer, format('{} is not what the text and its spans make', ltrim(stale_alignment, '/')) AS message FROM documents
WHERE stale_alignment IS NOT NULL AND actual_sha256 = text_sha256
