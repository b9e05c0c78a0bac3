-- level: 3
-- severity: warning
-- An event has at least one argument.
--
-- A bare trigger is allowed, but in news most events have somebody in them; a forgotten layer looks just like
-- this.
SELECT document_id, pointer, format('event {} ({}) has no arguments', id, label) AS message FROM remarks WHERE what = 'no-arguments'
