// The differences between annotators: each in its sentences, which stand side by side with what either annotated there.
import { type Address, address, documentAddress } from "../address";
import type { Corpus, Difference, Item, Passage } from "../corpus";
import { type Child, code, direction, h, Points } from "../dom";
import { type Message, number, t } from "../messages";
import { choice, counted, PER_PAGE, pageOf, pager } from "../parts";

const FILTERS = ["layer", "kind", "follows", "document"] as const;

export async function disagreementsPage(corpus: Corpus, at: Address): Promise<HTMLElement> {
  const all = corpus.differences ? await corpus.differences.range(0, corpus.differences.rows) : [];
  const found = all.filter((one) => FILTERS.every((filter) => !at.query.get(filter) || one[filter] === at.query.get(filter)));
  const page = pageOf(at);
  const shown = found.slice(page * PER_PAGE, (page + 1) * PER_PAGE);
  const named = new Set(
    await Promise.all(shown.map(async ({ document }) => ((await corpus.number(document)) === undefined ? "" : document))),
  );
  return h(
    "div.browse",
    {},
    h("h1", {}, t("disagreements")),
    h(
      "section.filters",
      { "aria-label": t("filters") },
      FILTERS.map((filter) => filterOf(filter, all, at)),
    ),
    h("p.status", { role: "status" }, counted("of_differences", found.length)),
    shown.length
      ? h(
          "ol.differences",
          { start: page * PER_PAGE + 1 },
          shown.map((one) => difference(one, corpus.facts.language, named)),
        )
      : h("p", {}, t("nothing")),
    pager(at, page, found.length),
  );
}

function filterOf(filter: (typeof FILTERS)[number], all: Difference[], at: Address): HTMLElement {
  const others = all.filter((one) =>
    FILTERS.every((other) => other === filter || !at.query.get(other) || one[other] === at.query.get(other)),
  );
  const counts = Map.groupBy(others, (one) => one[filter]);
  const values = [...new Set(all.map((one) => one[filter]))];
  const options = values.map((value) => ({ value, text: `${named(filter, value)} (${number(counts.get(value)?.length ?? 0)})` }));
  const go = (value: string) => {
    const query = new URLSearchParams(at.query);
    query.delete("page");
    query.set(filter, value);
    location.hash = address(at.path, query);
  };
  return choice(filter, filter, options, at.query.get(filter) ?? "", go);
}

function named(filter: (typeof FILTERS)[number], value: string): string {
  return filter === "kind" || filter === "follows" ? t(`${filter}_${value}` as Message) : value;
}

function difference(one: Difference, language: string, named: Set<string>): HTMLElement {
  const own = { lang: one.language ?? language, dir: direction(one.language ?? language) };
  const where = one.passages.map(({ sentence }) =>
    named.has(one.document) && sentence
      ? h("a", { href: documentAddress(one.document, sentence) }, code(`${one.document} ${sentence}`))
      : code(`${one.document} ${sentence}`),
  );
  return h(
    "li",
    {},
    h(
      "p.tags",
      {},
      code(one.layer, ".tag"),
      h("b", {}, t(`kind_${one.kind}` as Message)),
      where,
      one.follows === "yes" ? h("span", {}, t("follows_yes")) : null,
    ),
    h("div.sides", {}, side(one.first, one.one, one.other, one.passages, own), side(one.second, one.other, one.one, one.passages, own)),
  );
}

function side(name: string, items: Item[], others: Item[], passages: Passage[], own: { lang: string; dir: string }): HTMLElement {
  const label = ({ label, of, spans }: Item) =>
    h("li", {}, code(label || "—", ".tag"), " ", code(places(spans), ".id"), of ? [" ", h("bdi.of", { dir: "auto" }, of)] : null);
  return h(
    "div",
    {},
    h("h2", {}, h("bdi", {}, name)),
    passages.map((passage) => (passage.text === null ? null : h("p.context", own, marked(passage, passage.text, items, others)))),
    items.length ? h("ul", {}, items.map(label)) : h("p.none", {}, t("nothing_there")),
  );
}

/** The text of a passage, with the spans of an annotator marked, and those that only the other has outlined. */
function marked({ start }: Passage, text: string, items: Item[], others: Item[]): Child[] {
  const points = new Points(text);
  const [ours, theirs] = [items, others].map((side) =>
    side.flatMap(({ spans }) => pairs(spans)).map(([a, b]) => [a - start, b - start] as const),
  ) as [Pair[], Pair[]];
  const cuts = [0, points.length, ...ours.flat(), ...theirs.flat()].filter((cut) => cut >= 0 && cut <= points.length);
  const edges = [...new Set(cuts)].sort((a, b) => a - b);
  return edges.slice(1).map((end, n) => {
    const [from, words] = [edges[n]!, points.slice(edges[n]!, end).replaceAll("\n", " ")];
    const within = (spans: Pair[]) => spans.some(([a, b]) => a <= from && end <= b);
    return within(ours) ? h("mark", {}, words) : within(theirs) ? h("span.absent", {}, words) : words;
  });
}

type Pair = readonly [number, number];

/** Spans are flat: start, end, start, end, ... */
function pairs(spans: number[]): Pair[] {
  return Array.from({ length: spans.length / 2 }, (_, n) => [spans[2 * n]!, spans[2 * n + 1]!] as const);
}

function places(spans: number[]): string {
  return pairs(spans)
    .map(([start, end]) => `${start}:${end}`)
    .join(" + ");
}
