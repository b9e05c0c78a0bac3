-- level: 2
-- severity: error
-- A relation holds between two mentions.
--
-- Nothing is part of, or in office at, itself.
SELECT document_id, format('/relations/{}', position) AS pointer, format('relation {} leads from {} to itself', id, head) AS message FROM relations WHERE head = tail
