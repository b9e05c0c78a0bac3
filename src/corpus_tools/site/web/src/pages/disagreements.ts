// The differences between annotators, side by side.
import { type Address, address } from "../address";
import type { Corpus, Difference, Item } from "../corpus";
import { code, direction, h } from "../dom";
import { type Message, number, t } from "../messages";
import { choice, counted, PER_PAGE, pageOf, pager } from "../parts";

const FILTERS = ["layer", "kind", "document"] as const;

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
  const named = (value: string) => (filter === "kind" ? t(`kind_${value}` as Message) : value);
  const options = values.map((value) => ({ value, text: `${named(value)} (${number(counts.get(value)?.length ?? 0)})` }));
  const go = (value: string) => {
    const query = new URLSearchParams(at.query);
    query.delete("page");
    query.set(filter, value);
    location.hash = address(at.path, query);
  };
  return choice(filter, filter, options, at.query.get(filter) ?? "", go);
}

function difference(one: Difference, language: string, named: Set<string>): HTMLElement {
  const own = { lang: one.language ?? language, dir: direction(one.language ?? language) };
  const where = named.has(one.document) ? h("a", { href: address(["document", one.document]) }, code(one.document)) : code(one.document);
  return h(
    "li",
    {},
    h("p.tags", {}, code(one.layer, ".tag"), h("b", {}, t(`kind_${one.kind}` as Message)), where),
    one.text === null ? null : h("p.context", own, one.before ?? "", h("mark", {}, one.text), one.after ?? ""),
    h("div.sides", {}, side(one.first, one.one, own), side(one.second, one.other, own)),
  );
}

function side(name: string, items: Item[], own: { lang: string; dir: string }): HTMLElement {
  const row = (item: Item) =>
    h(
      "li",
      {},
      code(item.label, ".tag"),
      " ",
      item.text === null ? null : [h("bdi", own, `«${item.text.replace(/\s+/g, " ")}»`), " "],
      code(`${item.start}:${item.end}`, ".id"),
      item.of ? [" ", h("bdi.of", { dir: "auto" }, item.of)] : null,
    );
  return h("div", {}, h("h2", {}, h("bdi", {}, name)), items.length ? h("ul", {}, items.map(row)) : h("p", {}, t("nothing_there")));
}
