-- level: 2
-- severity: error
-- A span covers at least one code point.
--
-- A span whose end is not behind its start covers nothing.
SELECT document_id, pointer, format('{} of {} is [{}:{}], which is empty', part, id, start, "end") AS message FROM spans WHERE outside_text AND "end" <= start
