-- level: 1
-- severity: error
-- A document of files has its text in ID.txt, not in ID.json.
--
-- The text key is for documents that travel in one piece (JSONL, Parquet). A text kept twice can differ from
-- itself.
SELECT path, 'holds the text, whose place is the .txt beside it' AS message FROM files WHERE carries_text
