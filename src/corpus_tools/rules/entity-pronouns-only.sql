-- level: 3
-- severity: warning
-- An entity has a mention that is not a pronoun.
--
-- A pronoun refers to something that the text names or describes; if nothing else does, the mention is usually in
-- the wrong cluster.
WITH m AS (SELECT any_value(document_id) AS document_id, any_value(entity_id) AS id FROM mentions WHERE entity_id IS NOT NULL
  GROUP BY hash(document_id, entity_id) HAVING bool_and(level = 'pronoun'))
SELECT document_id, format('/entities/{}', e.position) AS pointer, format('entity {} has pronouns only', id) AS message FROM m JOIN entities e USING (document_id, id)
