// What the pages know of the corpus: its tables, typed.
import { Bits } from "./bits";
import { type FoldTable, folded } from "./fold";
import { type Columns, json, NumberTable, type SiteFacts, Table } from "./store";

export interface Listed {
  id: string;
  language: string;
  availability: string;
  genre: string;
  date: string;
  split: string;
  title: string;
  lead: string;
}

export interface Span {
  start: number;
  end: number;
  text: string | null;
  fragments: { start: number; end: number }[] | null;
}

export interface Provenance {
  layer?: string;
  agent: string | null;
  method: string | null;
  guidelines?: string | null;
}

export interface Mention extends Span {
  id: string;
  type: string;
  subtype: string | null;
  level: string;
  normalized: string | null;
  value: string | null;
  provenance: Provenance | null;
}

export interface Argument {
  role: string;
  mention: string | null;
  event: string | null;
  span: Span | null;
}

export interface CorpusEvent {
  id: string;
  type: string;
  mode: string | null;
  trigger: Span;
  support_verb: Span | null;
  polarity: string;
  modality: string;
  tense: string;
  genericity: string;
  arguments: Argument[];
  provenance: Provenance | null;
}

export interface Whole {
  id: string;
  language: string;
  availability: string;
  text_sha256: string;
  text_length: number;
  basis: string;
  genre: string;
  date: string;
  source: { publisher: string; license: string; url: string | null; note: string | null };
  provenance: Provenance[];
  sentences: { id: string; kind: string; start: number; end: number }[];
  mentions: Mention[];
  entities: { id: string; type: string; name: string | null; wikidata: string | null; mentions: string[] }[];
  events: CorpusEvent[];
  event_clusters: { id: string; events: string[] }[];
  relations: { id: string; type: string; head: string; tail: string }[];
  path: string | null;
  lines: { id: string; line: number }[];
}

export interface Label {
  kind: string;
  label: string;
  first: number;
  count: number;
  documents: number;
  bits: Bits;
}

export interface Instance {
  document: number;
  id: string;
  start: number;
  end: number;
}

const HIT = ["document", "ordinal", "start", "length"] as const;

/** Places of words: the document of each, its number among the words there, its first code point and how many it has. */
export type Hits = Columns<(typeof HIT)[number]>;

interface Word {
  word: string;
  first: number;
  count: number;
  documents: number;
  forms: number[];
}

export interface Difference {
  first: string;
  second: string;
  layer: string;
  kind: string;
  follows: "yes" | "no";
  document: string;
  language: string | null;
  passages: Passage[];
  one: Item[];
  other: Item[];
}

export interface Passage {
  sentence: string;
  start: number;
  text: string | null;
}

export interface Item {
  spans: number[];
  label: string;
  of: string;
}

export interface Ontology {
  entity_types: { type: string; description: string; subtypes?: string[] }[];
  event_types: { type: string; description: string; modes?: string[]; roles: { role: string; fillers: string[]; core?: boolean }[] }[];
  relation_types: { type: string; description: string; head: string[]; tail: string[] }[];
}

export class Corpus {
  readonly catalogue: Table<Listed>;
  readonly instances: Table<Instance>;
  readonly differences: Table<Difference> | null;
  private readonly ids: Table<{ id: string; number: number }>;
  private readonly wholes: Table<Whole>;
  private readonly texts: Table<{ text: string | null }>;
  private readonly words: Table<Word>;
  private readonly hits: NumberTable<(typeof HIT)[number]>;
  private readonly labelTable: Table<Omit<Label, "bits"> & { bitmap: Uint8Array }>;
  private found: Promise<Label[]> | null = null;

  constructor(readonly facts: SiteFacts) {
    const table = <T extends object>(name: string) => new Table<T>(name, facts.tables[name]!);
    this.catalogue = table("catalogue");
    this.instances = table("instances");
    this.differences = facts.tables.disagreements ? table("disagreements") : null;
    this.ids = table("ids");
    this.wholes = table("documents");
    this.texts = table("texts");
    this.words = table("words");
    this.hits = new NumberTable("hits", facts.tables.hits!, HIT);
    this.labelTable = table("labels");
  }

  static async open(): Promise<Corpus> {
    return new Corpus(await json<SiteFacts>("site.json"));
  }

  get size(): number {
    return this.catalogue.rows;
  }

  ontology(): Promise<Ontology> {
    return json("data/ontology.json");
  }

  guidelines(): Promise<Record<string, ({ text: string } | { rows: string[][] })[]>> {
    return json("data/guidelines.json");
  }

  /** All labels, in the order of the ontology. */
  labels(): Promise<Label[]> {
    this.found ??= this.labelTable
      .range(0, this.labelTable.rows)
      .then((rows) => rows.map(({ bitmap, ...label }) => ({ ...label, bits: new Bits(bitmap) })));
    return this.found;
  }

  async number(id: string): Promise<number | undefined> {
    return (await this.ids.find("id", id))?.number;
  }

  whole(n: number): Promise<Whole> {
    return this.wholes.row(n);
  }

  async text(n: number): Promise<string | null> {
    return (await this.texts.row(n)).text;
  }

  /** The search form of a word. */
  async fold(word: string): Promise<string> {
    return folded(word, await json<FoldTable>("data/fold.json"));
  }

  /** Where a word in search form stands, by itself or, if wanted, behind proclitics too: form by form, each in order. */
  async occurrences(word: string, behind: boolean): Promise<Hits> {
    const found = await this.words.find("word", word);
    const forms = found && behind ? await Promise.all(found.forms.map((n) => this.words.row(n))) : [];
    return this.hits.ranges([...(found ? [found] : []), ...forms].map(({ first, count }) => [first, first + count]));
  }
}
