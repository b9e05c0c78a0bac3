// The data of the site: tables cut into small Parquet files, of which only those are fetched that hold the rows asked for.
import { decompress } from "fzstd";
import { parquetReadObjects } from "hyparquet";

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
  plots: string[];
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

/** A table of rows of the type T. */
export class Table<T extends object> {
  private readonly blocks = new Map<number, Promise<T[]>>();

  constructor(
    private readonly name: string,
    readonly cut: Cut,
  ) {}

  get rows(): number {
    return this.cut.rows;
  }

  private block(n: number): Promise<T[]> {
    let found = this.blocks.get(n);
    if (!found) {
      found = this.read(n);
      found.catch(() => this.blocks.delete(n));
    }
    this.blocks.delete(n); // what was asked for last goes last
    this.blocks.set(n, found);
    if (this.blocks.size > KEPT) this.blocks.delete(this.blocks.keys().next().value!);
    return found;
  }

  private async read(n: number): Promise<T[]> {
    const file = await (await fetched(`data/${this.name}/${n}.parquet`)).arrayBuffer();
    return (await parquetReadObjects({ file, compressors, utf8: false })) as T[];
  }

  /** The row with this number. */
  async row(n: number): Promise<T> {
    return (await this.block(Math.floor(n / this.cut.block)))[n % this.cut.block]!;
  }

  /** The rows from `start` to before `end`. */
  async range(start: number, end: number): Promise<T[]> {
    const [first, last] = [Math.floor(start / this.cut.block), Math.ceil(Math.min(end, this.rows) / this.cut.block)];
    const blocks = await Promise.all(Array.from({ length: Math.max(0, last - first) }, (_, n) => this.block(first + n)));
    const at = first * this.cut.block;
    return blocks.flat().slice(start - at, Math.min(end, this.rows) - at);
  }

  /** The row whose `key` is this, of a table that is sorted by it. */
  async find(key: keyof T & string, wanted: string): Promise<T | undefined> {
    const firsts = this.cut.firsts ?? [];
    const block = firsts.findLastIndex((first) => first <= wanted);
    return block < 0 ? undefined : (await this.block(block)).find((row) => row[key] === wanted);
  }
}
