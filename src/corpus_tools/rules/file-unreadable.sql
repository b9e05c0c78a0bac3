-- level: 0
-- severity: error
-- scope: corpus
-- A file can be read to its end.
--
-- A compressed file that was cut short, or one that vanished while it was read, would be a corpus of some of its documents.
SELECT path, line, message FROM faults WHERE kind = 'file-unreadable'
