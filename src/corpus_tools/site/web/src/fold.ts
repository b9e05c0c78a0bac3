export interface FoldTable {
  characters: Record<string, string>;
  letters: Record<string, string>;
}

function replaced(text: string, forms: Record<string, string>): string {
  let made = "";
  for (const character of text) made += Object.hasOwn(forms, character) ? forms[character] : character;
  return made;
}

/** The search form of a word: what `corpus_tools.site.folding.folded` makes of it. */
export function folded(word: string, table: FoldTable): string {
  const norm = replaced(word.normalize("NFC"), table.characters).normalize("NFC");
  return replaced(norm, table.letters).toLowerCase();
}
