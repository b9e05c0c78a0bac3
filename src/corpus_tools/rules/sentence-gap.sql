-- level: 2
-- severity: error
-- Every character that is not white space lies in a sentence.
--
-- Text outside all sentences would be missing from the tokens and from every per-sentence count.
SELECT document_id, format('the text at [{}:{}] lies in no sentence: {}', start, "end", to_json(left(slice, 40))) AS message FROM outside_sentences
