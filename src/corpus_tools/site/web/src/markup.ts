// A sentence with its marks, as a tree: marks may nest to any depth, cross, and have gaps.
import type { CorpusEvent, Mention, Span, Whole } from "./corpus";

export interface Mark {
  item: string; // the id of the mention or event, or of what else it belongs to
  kind: "mention" | "trigger" | "support" | "filler" | "found";
  start: number;
  end: number;
  broken: boolean; // one of several parts
  first: boolean; // the first of the parts, or the only one
  mention?: Mention;
  event?: CorpusEvent;
}

export type Tree = (string | { mark: Mark; inside: Tree; height: number })[];

function parts(span: Span): { start: number; end: number }[] {
  return span.fragments?.length ? span.fragments : [span];
}

function marked(item: string, kind: Mark["kind"], span: Span, more: Partial<Mark> = {}): Mark[] {
  const all = parts(span);
  return all.map(({ start, end }, n) => ({ item, kind, start, end, broken: all.length > 1, first: n === 0, ...more }));
}

/** The name of a filler that is neither mention nor event: the argument's place in its event. */
export const fillerId = (event: CorpusEvent, n: number) => `${event.id}.${n}`;

/** All that is to be marked in a document. */
export function marks(whole: Whole): Mark[] {
  return [
    ...whole.mentions.flatMap((mention) => marked(mention.id, "mention", mention, { mention })),
    ...whole.events.flatMap((event) => [
      ...marked(event.id, "trigger", event.trigger, { event }),
      ...(event.support_verb ? marked(event.id, "support", event.support_verb, { event }) : []),
      ...event.arguments.flatMap((argument, n) => (argument.span ? marked(fillerId(event, n), "filler", argument.span) : [])),
    ]),
  ];
}

const OUTERMOST = ["found", "filler", "mention", "support", "trigger"];
const order = (a: Mark, b: Mark) => a.start - b.start || b.end - a.end || OUTERMOST.indexOf(a.kind) - OUTERMOST.indexOf(b.kind);

/** Nest the marks of a stretch of text; a mark that crosses the end of another is cut there in two. */
export function nested(all: Mark[], start: number, end: number, slice: (start: number, end: number) => string): Tree {
  const inside = all.filter((mark) => mark.start < end && mark.end > start);
  return nest(inside.map((mark) => within(mark, start, end)).sort(order), start, end, slice);
}

function within(mark: Mark, start: number, end: number): Mark {
  const cut = mark.start < start || mark.end > end;
  return cut
    ? { ...mark, start: Math.max(mark.start, start), end: Math.min(mark.end, end), broken: true, first: mark.first && mark.start >= start }
    : mark;
}

function nest(waiting: Mark[], start: number, end: number, slice: (start: number, end: number) => string): Tree {
  const tree: Tree = [];
  let at = start;
  while (waiting.length) {
    const mark = waiting[0]!;
    const rest = waiting.slice(1);
    const touched = rest.filter((other) => other.start < mark.end);
    const beyond = touched.filter((other) => other.end > mark.end).map((other) => ({ ...within(other, mark.end, other.end) }));
    if (mark.start > at) tree.push(slice(at, mark.start));
    const inside = nest(
      touched.map((other) => within(other, mark.start, mark.end)),
      mark.start,
      mark.end,
      slice,
    );
    tree.push({ mark, inside, height: height(inside) + (mark.kind === "mention" ? 1 : 0) });
    waiting = [...beyond, ...rest.filter((other) => other.start >= mark.end)].sort(order);
    at = mark.end;
  }
  if (at < end) tree.push(slice(at, end));
  return tree;
}

/** How many mentions lie in one another here. */
export function height(tree: Tree): number {
  return Math.max(0, ...tree.map((node) => (typeof node === "string" ? 0 : node.height)));
}
