-- level: 0
-- severity: error
-- Lines end in a line feed alone.
--
-- Tools that translate line ends move every later offset by one a line. Texts keep line feeds only.
SELECT path, coalesce(line, carriage_return_line) AS line, 'holds a carriage return (U+000D); lines end in a line feed alone' AS message
FROM files WHERE carriage_return_line IS NOT NULL
