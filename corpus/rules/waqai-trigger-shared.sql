-- level: 3
-- severity: error
-- Two events share a trigger only in the two cases of TRG-9.
--
-- Assassination is Conflict.Attack and Life.Die; taking over from somebody is Politics.Appoint and Politics.Leave.
SELECT b.document_id, format('/events/{}', b.position) AS pointer, format('event {} ({}) has the trigger of {} ({})', b.id, b.type, a.id, a.type) AS message
FROM events a JOIN events b ON b.document_id = a.document_id AND b.position > a.position AND b.trigger_start = a.trigger_start AND b.trigger_end = a.trigger_end
WHERE (least(a.type, b.type), greatest(a.type, b.type)) NOT IN (('Conflict.Attack', 'Life.Die'), ('Politics.Appoint', 'Politics.Leave'))
