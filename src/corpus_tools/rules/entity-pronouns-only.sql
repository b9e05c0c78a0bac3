-- level: 3
-- severity: warning
-- An entity has a mention that is not a pronoun.
--
-- A pronoun refers to something that the text names or describes; if nothing else does, the mention is usually in
-- the wrong cluster.
SELECT document_id, format('/entities/{}', any_value(e.position)) AS pointer, format('entity {} has pronouns only', e.id) AS message
FROM mentions m JOIN entities e USING (document_id) WHERE m.entity_id = e.id GROUP BY document_id, e.id HAVING bool_and(m.level = 'pronoun')
