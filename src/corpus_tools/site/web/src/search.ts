// Full-text search: words, all of which a document must have, and "phrases", whose words must follow each other.
import { Bits } from "./bits";
import type { Corpus, Hits } from "./corpus";

export interface Hit {
  document: number;
  start: number;
  end: number;
}

const EDGES = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}\p{M}]+$/gu;

/** Cut what was typed into phrases, most of one word. */
export function phrases(query: string): string[][] {
  const parts = query.match(/["“”«»][^"“”«»]*["“”«»]?|[^\s"“”«»]+/g) ?? [];
  const words = parts.map((part) =>
    part
      .split(/\s+/)
      .map((word) => word.replace(EDGES, ""))
      .filter(Boolean),
  );
  return words.filter((phrase) => phrase.length);
}

/** A number for a place in a document: places of words that follow each other follow each other. */
const place = (hits: Hits, n: number) => hits.document[n]! * 2 ** 24 + hits.ordinal[n]!;

const documentsOf = ({ document }: Hits, size: number) => Bits.of(document, size);

/** The places where words follow each other: from the beginning of the first to the end of the last. */
function following(words: Hits[], size: number): Hits {
  if (words.length === 1) return words[0]!;
  const shared = Bits.common(
    words.map((hits) => documentsOf(hits, size)),
    size,
  );
  const [first, last] = [words[0]!, words.at(-1)!];
  const within = (hits: Hits) => Array.from(hits.document.keys()).filter((n) => shared.has(hits.document[n]!));
  const later = words.slice(1).map((hits) => new Map(within(hits).map((n) => [place(hits, n), n])));
  const pairs: [number, number][] = [];
  for (const n of within(first)) {
    const ends = later.map((places, k) => places.get(place(first, n) + k + 1));
    if (!ends.includes(undefined)) pairs.push([n, ends.at(-1)!]);
  }
  const column = (of: (n: number, end: number) => number) => Int32Array.from(pairs, ([n, end]) => of(n, end));
  return {
    document: column((n) => first.document[n]!),
    ordinal: column((n) => first.ordinal[n]!),
    start: column((n) => first.start[n]!),
    length: column((n, end) => last.start[end]! + last.length[end]! - first.start[n]!),
  };
}

/** What a search found: in which documents, and where in each. */
export class Found {
  /** How often in each document. */
  private readonly counts: Int32Array;

  constructor(
    private readonly hits: Hits[],
    readonly documents: Bits,
    size: number,
  ) {
    this.counts = new Int32Array(size);
    for (const { document } of hits) for (const n of document) this.counts[n]! += documents.has(n) ? 1 : 0;
  }

  /** How often in these of the documents. */
  count(among: Bits = this.documents): number {
    return this.counts.reduce((sum, count, n) => sum + (count && among.has(n) ? count : 0), 0);
  }

  /** The places in these documents, in order. */
  within(documents: Set<number>): Hit[] {
    const found: Hit[] = [];
    for (const { document, start, length } of this.hits) {
      for (const [k, n] of document.entries()) {
        if (documents.has(n) && this.documents.has(n)) found.push({ document: n, start: start[k]!, end: start[k]! + length[k]! });
      }
    }
    return found.sort((a, b) => a.document - b.document || a.start - b.start);
  }

  /** The places from the one numbered `start` to before `end`, of all in order. */
  slice(start: number, end: number): Hit[] {
    const wanted = new Set<number>();
    let [at, skipped] = [0, 0];
    this.counts.forEach((count, n) => {
      if (count && at < end && at + count > start) wanted.add(n);
      if (at + count <= start) skipped = at + count;
      at += count;
    });
    return this.within(wanted).slice(start - skipped, end - skipped);
  }
}

/** Find a query; `behind` also finds words behind the proclitics و ف ب ل ك س and the article. Null for a query without a word. */
export async function search(corpus: Corpus, query: string, behind: boolean): Promise<Found | null> {
  const wanted = phrases(query);
  if (!wanted.length) return null;
  const one = async (words: string[]) => {
    const forms = await Promise.all(words.map((word) => corpus.fold(word)));
    return following(await Promise.all(forms.map((form) => corpus.occurrences(form, behind))), corpus.size);
  };
  const hits = await Promise.all(wanted.map(one));
  const documents = Bits.common(
    hits.map((one) => documentsOf(one, corpus.size)),
    corpus.size,
  );
  return new Found(hits, documents, corpus.size);
}
