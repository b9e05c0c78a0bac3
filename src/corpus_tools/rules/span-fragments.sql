-- level: 2
-- severity: error
-- The fragments of a span stand in order, apart, and reach from its start to its end.
--
-- Start and end of a discontinuous span are those of the whole; its fragments leave gaps between them.
WITH f AS (SELECT document_id, owner, layer, position, leaf, id, start, "end", lag("end") OVER (PARTITION BY owner ORDER BY fragment) AS before
  FROM span_rows WHERE fragments_stray AND fragment IS NOT NULL),
reach AS (SELECT owner, min(start) AS start, max("end") AS "end" FROM f GROUP BY owner)
SELECT document_id, format('/{}/{}{}', layer, position, leaf) AS pointer, format('fragment [{}:{}] of {} does not begin behind the one before it', start, "end", id) AS message FROM f WHERE start <= before
UNION ALL
SELECT s.document_id, s.pointer, format('{} of {} is [{}:{}], but its fragments reach from {} to {}', s.part, s.id, s.start, s."end", r.start, r."end") AS message
FROM spans s JOIN reach r ON r.owner = s.number WHERE r.start <> s.start OR r."end" <> s."end"
