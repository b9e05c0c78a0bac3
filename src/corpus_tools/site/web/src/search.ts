// Full-text search: words, all of which a document must have, and "phrases", whose words must follow each other.
import { Bits } from "./bits";
import type { Corpus, Hit } from "./corpus";

export interface Found {
  documents: Bits;
  hits: Hit[];
}

const EDGES = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}\p{M}]+$/gu;

/** Cut what was typed into phrases, most of one word. */
export function phrases(query: string): string[][] {
  const parts = query.match(/["“”«»][^"“”«»]*["“”«»]?|[^\s"“”«»]+/g) ?? [];
  const words = parts.map((part) => part.split(/\s+/).map((word) => word.replace(EDGES, "")).filter(Boolean));
  return words.filter((phrase) => phrase.length);
}

/** A number for a place in a document: places of words that follow each other follow each other. */
const place = (hit: Hit, shift: number) => hit.document * 2 ** 24 + hit.ordinal + shift;

function following(words: Hit[][]): Hit[] {
  const last = words.length - 1;
  const later = words.slice(1).map((hits, n) => new Map(hits.map((hit) => [place(hit, -n - 1), hit])));
  return words[0]!.flatMap((hit) => {
    const ends = later.map((places) => places.get(place(hit, 0)));
    if (ends.some((end) => !end)) return [];
    const end = last ? ends[last - 1]! : hit;
    return [{ ...hit, length: end.start + end.length - hit.start }];
  });
}

/** Find a query; `behind` also finds words behind the proclitics و ف ب ل ك س and the article. Null for a query without a word. */
export async function search(corpus: Corpus, query: string, behind: boolean): Promise<Found | null> {
  const wanted = phrases(query);
  if (!wanted.length) return null;
  const found = await Promise.all(
    wanted.map(async (words) => {
      const forms = await Promise.all(words.map((word) => corpus.fold(word)));
      return following(await Promise.all(forms.map((form) => corpus.occurrences(form, behind))));
    }),
  );
  const sets = found.map((hits) => Bits.of(hits.map((hit) => hit.document), corpus.size));
  const documents = sets.reduce((one, other) => one.and(other));
  const hits = found.length === 1 ? found[0]! : found.flat().filter((hit) => documents.has(hit.document));
  return { documents, hits: found.length === 1 ? hits : hits.sort((a, b) => a.document - b.document || a.start - b.start) };
}
