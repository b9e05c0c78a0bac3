-- level: 4
-- severity: error
-- A time begins behind its preposition.
--
-- TIM-1: في، منذ، خلال، حتى، إلى stay outside; قبل and بعد are inside only where TIM-4 says so, من only at the head of a range.
SELECT document_id, format('/mentions/{}', position) AS pointer, format('mention {} begins with a preposition: {}', id, to_json(text)) AS message
FROM mentions WHERE type = 'TIM' AND (regexp_matches(text, '^(في|منذ|خلال|حتى|إلى|طوال|لمدة) ') OR regexp_matches(text, '^من ') AND NOT regexp_matches(text, ' (إلى|حتى) '))
