/** A set of documents, by their numbers: document n is the bit n % 8 of the byte n / 8. */
export class Bits {
  constructor(readonly bytes: Uint8Array) {}

  static of(numbers: Iterable<number>, size: number): Bits {
    const bytes = new Uint8Array(Math.ceil(size / 8));
    for (const n of numbers) bytes[n >> 3]! |= 1 << (n & 7);
    return new Bits(bytes);
  }

  static all(size: number): Bits {
    const bytes = new Uint8Array(Math.ceil(size / 8)).fill(255);
    if (size % 8) bytes[bytes.length - 1] = (1 << (size % 8)) - 1;
    return new Bits(bytes);
  }

  /** What all of some sets have in common; of none that is everything. */
  static common(sets: (Bits | undefined)[], size: number): Bits {
    return sets.reduce<Bits>((some, other) => (other ? some.and(other) : some), Bits.all(size));
  }

  and(other: Bits): Bits {
    return new Bits(this.bytes.map((byte, n) => byte & other.bytes[n]!));
  }

  has(n: number): boolean {
    return ((this.bytes[n >> 3]! >> (n & 7)) & 1) === 1;
  }

  /** How many are also in another set. */
  shared(other: Bits): number {
    let count = 0;
    for (let n = 0; n < this.bytes.length; n++) count += ONES[this.bytes[n]! & other.bytes[n]!]!;
    return count;
  }

  get count(): number {
    return this.shared(this);
  }

  numbers(): number[] {
    const found: number[] = [];
    this.bytes.forEach((byte, n) => {
      for (let bit = 0; byte >> bit; bit++) if ((byte >> bit) & 1) found.push(n * 8 + bit);
    });
    return found;
  }
}

const ONES = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll("0", "").length);
