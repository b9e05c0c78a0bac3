// The documents, filtered and searched.
import { type Address, address, documentAddress } from "../address";
import { Bits } from "../bits";
import type { Corpus, Label, Listed } from "../corpus";
import { code, direction, fill, h } from "../dom";
import { type Message, number, t } from "../messages";
import { choice, context, counted, type Option, PER_PAGE, pageOf, pager, titleOf } from "../parts";
import { type Found, type Hit, search } from "../search";
import type { View } from "../view";

const FILTERS = ["mention", "event", "mode", "role", "genre", "split"] as const;
type Filter = (typeof FILTERS)[number];

export async function documents(corpus: Corpus, at: Address): Promise<View> {
  const query = at.query.get("q") ?? "";
  const [labels, found] = await Promise.all([corpus.labels(), search(corpus, query, at.query.get("exact") === null)]);
  const chosen = selected(at, labels, corpus.size);
  const every = Bits.common([found?.documents, ...chosen.values()], corpus.size);
  const { list, snippets } = await results(corpus, at, every, found);
  const options = (name: Filter) => without(name, chosen, found, corpus.size);
  const element = h("div.browse", {}, h("h1", {}, t("documents")), searchForm(at), filters(at, labels, options), list);
  // The list need not wait for the words around what was found.
  const shown = () => {
    for (const show of snippets) show();
    void corpus.fold(""); // what a first search would wait for
  };
  return { element, shown };
}

/** The documents that each filter lets through. */
function selected({ query }: Address, labels: Label[], size: number): Map<Filter, Bits> {
  const of = (filter: Filter): [Filter, Bits][] => {
    const wanted = query.get(filter);
    const kind = filter === "mode" ? "event" : filter;
    return wanted ? [[filter, labels.find((label) => label.kind === kind && label.label === wanted)?.bits ?? Bits.of([], size)]] : [];
  };
  return new Map(FILTERS.flatMap(of));
}

/** The documents that all filters but one let through: those among which its options count. */
function without(name: Filter, chosen: Map<Filter, Bits>, found: Found | null, size: number): Bits {
  const others = [...chosen].filter(([filter]) => filter !== name).map(([, bits]) => bits);
  return Bits.common([found?.documents, ...others], size);
}

function go(at: Address, changes: Record<string, string | null>): void {
  const query = new URLSearchParams(at.query);
  query.delete("page");
  for (const [key, value] of Object.entries(changes)) value === null || value === "" ? query.delete(key) : query.set(key, value);
  location.hash = address(at.path, query);
}

export function searchForm(at: Address, label: Message = "search"): HTMLElement {
  const input = h<HTMLInputElement>("input", {
    type: "search",
    name: "q",
    dir: "auto",
    value: at.query.get("q") ?? "",
    placeholder: t("search_hint"),
  });
  const behind = h<HTMLInputElement>("input", { type: "checkbox", name: "behind", checked: at.query.get("exact") === null });
  const submit = (event: Event) => {
    event.preventDefault();
    go(at, { q: input.value.trim(), exact: behind.checked ? null : "1" });
  };
  return h(
    "form.search",
    { role: "search", submit },
    h("label.choice", {}, h("span", {}, t(label)), input),
    h("button", { type: "submit" }, t("find")),
    h("label.tick", {}, behind, h("span", {}, t("behind"))),
  );
}

function filters(at: Address, labels: Label[], among: (filter: Filter) => Bits): HTMLElement {
  // A mode is one of an event type: with another type it falls away.
  const changed = (filter: Filter) => (value: string) => go(at, { ...(filter === "event" ? { mode: null } : {}), [filter]: value });
  const one = (filter: Filter) =>
    choice(filter, filter, options(filter, at, labels, among(filter)), at.query.get(filter) ?? "", changed(filter));
  const active = FILTERS.some((filter) => at.query.get(filter)) || at.query.get("q");
  const clear = active ? h("a.button", { href: address(at.path) }, t("clear")) : null;
  return h("section.filters", { "aria-label": t("filters") }, FILTERS.map(one), clear);
}

function options(filter: Filter, at: Address, labels: Label[], among: Bits): Option[] {
  const event = at.query.get("event");
  const fits: Record<Filter, (label: Label) => boolean> = {
    mention: (label) => label.kind === "mention",
    event: (label) => label.kind === "event" && !label.label.includes("/"),
    mode: (label) => label.kind === "event" && label.label.includes("/") && (!event || label.label.startsWith(`${event}/`)),
    role: (label) => label.kind === "role" && !label.label.includes("/"),
    genre: (label) => label.kind === "genre",
    split: (label) => label.kind === "split",
  };
  return labels.filter(fits[filter]).map(({ label, bits }) => option(filter, label, bits.shared(among)));
}

function option(filter: Filter, label: string, count: number): Option {
  const [whole, part] = label.split("/");
  const name = filter === "mode" ? part! : filter === "mention" && part ? `${whole} / ${part}` : label;
  return { value: label, text: `${name} (${number(count)})`, ...(filter === "mode" ? { group: whole! } : {}) };
}

interface Results {
  list: HTMLElement;
  snippets: (() => void)[];
}

async function results(corpus: Corpus, at: Address, every: Bits, found: Found | null): Promise<Results> {
  const numbers = every.numbers();
  const page = pageOf(at);
  const shown = numbers.slice(page * PER_PAGE, (page + 1) * PER_PAGE);
  const hits = Map.groupBy(found?.within(new Set(shown)) ?? [], (hit) => hit.document);
  const status = h(
    "p.status",
    { role: "status" },
    counted("of_documents", numbers.length),
    found ? [" · ", counted("of_hits", found.count(every))] : null,
  );
  const rows = await Promise.all(shown.map(async (n) => entry(await corpus.catalogue.row(n), hits.get(n) ?? [])));
  const items = shown.length ? h("ol.documents", {}, rows) : h("p", {}, t("nothing"));
  const around = async (n: number, row: HTMLElement) => {
    const [text, hit] = [await corpus.text(n), hits.get(n)?.[0]];
    if (text !== null && hit) fill(row.querySelector(".lead")!, snippet(text, hit));
  };
  return {
    list: h("section", { "aria-label": t("documents") }, status, items, pager(at, page, numbers.length)),
    snippets: found ? shown.map((n, k) => () => void around(n, rows[k]!)) : [],
  };
}

function entry(listed: Listed, hits: Hit[]): HTMLElement {
  const tags = [listed.date, listed.genre, listed.split].map((tag) => code(tag, ".tag"));
  const count = hits.length ? h("bdi", {}, `${t("hits_here")}: `, h("b", {}, number(hits.length))) : null;
  const there = documentAddress(listed.id, hits[0] ? `${hits[0].start}-${hits[0].end}` : null);
  return h(
    "li",
    { dir: direction(listed.language) },
    h("h2", {}, h("a", { href: there }, titleOf(listed))),
    h("p.tags", {}, tags, count),
    listed.lead || hits.length ? h("p.lead", { lang: listed.language, dir: direction(listed.language) }, listed.lead) : null,
  );
}

function snippet(text: string, hit: Hit): Node[] {
  const [before, key, after] = context(text, hit.start, hit.end, 100);
  return [document.createTextNode(before), h("mark", {}, key), document.createTextNode(after)];
}
