-- level: 3
-- severity: warning
-- An entity has a mention that is not a pronoun.
--
-- A pronoun refers to something that the text names or describes; if nothing else does, the mention is usually in
-- the wrong cluster.
SELECT document_id, pointer, format('entity {} has pronouns only', id) AS message FROM remarks WHERE what = 'pronouns-only'
