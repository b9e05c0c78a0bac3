// The data of the site: tables cut into small Parquet files, of which only those are fetched that hold the rows asked for.
import { decompress } from "fzstd";
import { parquetRead, parquetReadObjects } from "hyparquet";
import type { Language } from "./messages";

export interface Cut {
  rows: number;
  block: number;
  firsts?: string[];
}

export interface SiteFacts {
  name: string;
  title: string;
  version: string;
  released: string | null;
  language: string;
  license: string;
  description: string | null;
  limits: string | null;
  source: string | null;
  plots: { id: string; title: Record<Language, string>; description: Record<Language, string> }[];
  tables: Record<string, Cut>;
}

const KEPT = 512; // files whose rows stay decoded
const compressors = { ZSTD: (input: Uint8Array, length: number) => decompress(input, new Uint8Array(length)) };

async function fetched(path: string): Promise<Response> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${response.statusText}`);
  return response;
}

const jsons = new Map<string, Promise<unknown>>();

/** A JSON file of the site, fetched once. */
export function json<T>(path: string): Promise<T> {
  let found = jsons.get(path);
  if (!found) {
    found = fetched(path).then((response) => response.json());
    found.catch(() => jsons.delete(path));
    jsons.set(path, found);
  }
  return found as Promise<T>;
}

/** What was asked for last, and a promise of it; what failed is asked for again. */
class Kept<V> {
  private readonly kept = new Map<number, Promise<V>>();

  get(n: number, make: (n: number) => Promise<V>): Promise<V> {
    let found = this.kept.get(n);
    if (!found) {
      found = make(n);
      found.catch(() => this.kept.delete(n));
    }
    this.kept.delete(n); // what was asked for last goes last
    this.kept.set(n, found);
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value!);
    return found;
  }
}

async function file(name: string, n: number): Promise<ArrayBuffer> {
  return (await fetched(`data/${name}/${n}.parquet`)).arrayBuffer();
}

/** The numbers of the files with the rows from `start` to before `end`. */
function filesWith(start: number, end: number, block: number): number[] {
  const first = Math.floor(start / block);
  return Array.from({ length: Math.max(0, Math.ceil(end / block) - first) }, (_, n) => first + n);
}

/** A table of rows of the type T. */
export class Table<T extends object> {
  private readonly blocks = new Kept<T[]>();

  constructor(
    private readonly name: string,
    readonly cut: Cut,
  ) {}

  get rows(): number {
    return this.cut.rows;
  }

  private block(n: number): Promise<T[]> {
    return this.blocks.get(n, async () => (await parquetReadObjects({ file: await file(this.name, n), compressors, utf8: false })) as T[]);
  }

  /** The row with this number. */
  async row(n: number): Promise<T> {
    return (await this.block(Math.floor(n / this.cut.block)))[n % this.cut.block]!;
  }

  /** The rows from `start` to before `end`. */
  async range(start: number, end: number): Promise<T[]> {
    const last = Math.min(end, this.rows);
    const files = filesWith(start, last, this.cut.block);
    const blocks = await Promise.all(files.map((n) => this.block(n)));
    const at = (files[0] ?? 0) * this.cut.block;
    return blocks.flat().slice(start - at, last - at);
  }

  /** The row whose `key` is this, of a table that is sorted by it. */
  async find(key: keyof T & string, wanted: string): Promise<T | undefined> {
    const firsts = this.cut.firsts ?? [];
    const block = firsts.findLastIndex((first) => first <= wanted);
    return block < 0 ? undefined : (await this.block(block)).find((row) => row[key] === wanted);
  }
}

export type Columns<K extends string> = Record<K, Int32Array>;

/** A table of numbers, read column by column: a hundred thousand rows as objects would take longer than all else. */
export class NumberTable<K extends string> {
  private readonly blocks = new Kept<Columns<K>>();

  constructor(
    private readonly name: string,
    readonly cut: Cut,
    private readonly columns: readonly K[],
  ) {}

  private made(rows: number): Columns<K> {
    return Object.fromEntries(this.columns.map((name) => [name, new Int32Array(rows)])) as Columns<K>;
  }

  private block(n: number): Promise<Columns<K>> {
    return this.blocks.get(n, async () => {
      const columns = this.made(Math.min(this.cut.block, this.cut.rows - n * this.cut.block));
      const onChunk = (chunk: { columnName: string; columnData: ArrayLike<number>; rowStart: number }) =>
        columns[chunk.columnName as K].set(chunk.columnData, chunk.rowStart);
      await parquetRead({ file: await file(this.name, n), compressors, onChunk: onChunk as never, columns: [...this.columns] });
      return columns;
    });
  }

  /** The rows from `start` to before `end` of several stretches, one after the other. */
  async ranges(stretches: [number, number][]): Promise<Columns<K>> {
    const { block } = this.cut;
    const parts = stretches.flatMap(([start, end]) =>
      filesWith(start, end, block).map((n) => ({ n, from: Math.max(0, start - n * block), to: Math.min(block, end - n * block) })),
    );
    const blocks = await Promise.all(parts.map(({ n }) => this.block(n)));
    const made = this.made(parts.reduce((sum, { from, to }) => sum + to - from, 0));
    let at = 0;
    parts.forEach(({ from, to }, i) => {
      for (const name of this.columns) made[name].set(blocks[i]![name].subarray(from, to), at);
      at += to - from;
    });
    return made;
  }
}
