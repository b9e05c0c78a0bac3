-- level: 1
-- severity: error
-- scope: corpus
-- corpus.toml is TOML.
--
-- Without it there are no splits, and nothing else can be judged.
SELECT path, line, "column", message FROM faults WHERE kind = 'toml-syntax'
