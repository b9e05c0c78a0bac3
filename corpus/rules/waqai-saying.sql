-- level: 3
-- severity: error
-- A verb of saying is no trigger.
--
-- EVT-2: قال، ذكر، أضاف، أكد، أوضح report; what they report may be an event. أعلن is not among them, because declaring
-- can do the thing itself.
SELECT document_id, format('/events/{}', position) AS pointer, format('event {}: {} is a verb of saying', id, to_json(trigger_text)) AS message
FROM events WHERE trigger_text IN ('قال', 'قالت', 'قالوا', 'يقول', 'تقول', 'ذكر', 'ذكرت', 'أضاف', 'أضافت', 'أكد', 'أكدت', 'أكّد', 'أكّدت', 'أوضح', 'أوضحت', 'صرح', 'صرّح', 'صرحت', 'صرّحت')
