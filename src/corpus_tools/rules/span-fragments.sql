-- level: 2
-- severity: error
-- The fragments of a span stand in order, apart, and reach from its start to its end.
--
-- Start and end of a discontinuous span are those of the whole; its fragments leave gaps between them.
WITH f AS (SELECT document_id, regexp_replace(pointer, '/fragments/[0-9]+$', '') AS pointer, id, part, start, "end",
    lag("end") OVER (PARTITION BY document_id, regexp_replace(pointer, '/fragments/[0-9]+$', '') ORDER BY CAST(regexp_extract(pointer, '[0-9]+$') AS INT)) AS before
  FROM spans WHERE is_fragment)
SELECT document_id, pointer, format('fragment [{}:{}] of {} does not begin behind the one before it', start, "end", id) AS message FROM f WHERE start <= before
UNION ALL
SELECT s.document_id, s.pointer, format('{} of {} is [{}:{}], but its fragments reach from {} to {}', s.part, s.id, s.start, s."end", min(f.start), max(f."end")) AS message
FROM spans s JOIN f ON f.document_id = s.document_id AND f.pointer = s.pointer WHERE NOT s.is_fragment
GROUP BY s.document_id, s.pointer, s.part, s.id, s.start, s."end" HAVING min(f.start) <> s.start OR max(f."end") <> s."end"
