// What several pages are made of.
import { type Address, address, documentAddress } from "./address";
import type { Corpus, Listed } from "./corpus";
import { code, direction, h, Points, quoted } from "./dom";
import { type Message, number, t } from "./messages";

export const PER_PAGE = 20;

/** Which page of a list is meant, counted from 0. */
export function pageOf({ query }: Address): number {
  return Math.max(0, (Number.parseInt(query.get("page") ?? "1", 10) || 1) - 1);
}

/** Links to the pages before and after. */
export function pager({ path, query }: Address, page: number, total: number, perPage = PER_PAGE): HTMLElement | null {
  const last = Math.ceil(total / perPage) - 1;
  if (last < 1) return null;
  const to = (n: number, message: Message, rel: string) => {
    const there = new URLSearchParams(query);
    there.set("page", String(n + 1));
    return n < 0 || n > last ? h("span.off", {}, t(message)) : h("a", { href: address(path, there), rel }, t(message));
  };
  const where = h("span", {}, `${t("page")} `, h("bdi", { dir: "ltr" }, `${number(page + 1)} / ${number(last + 1)}`));
  return h("nav.pager", { "aria-label": t("pages") }, to(page - 1, "previous", "prev"), where, to(page + 1, "next", "next"));
}

/** The title of a document, or why there is none. */
export function titleOf(listed: Listed): HTMLElement {
  return listed.title ? quoted(listed.title, listed.language) : h("span", {}, code(listed.id), ` (${t("withheld")})`);
}

/** A labelled count. */
export function counted(message: Message, n: number): HTMLElement {
  return h("span.counted", {}, `${t(message)}: `, h("b", {}, number(n)));
}

export interface Place {
  document: number;
  start: number;
  end: number;
  item?: string;
}

const AROUND = 60; // code points on each side of a key word

/** A table that may be wider than its place: then it scrolls, by the keyboard too. */
export function wide(label: string, table: HTMLElement): HTMLElement {
  return h("div.wide", { role: "group", tabindex: 0, "aria-label": label }, table);
}

/** Key words in context, aligned on the key word. */
export async function concordance(corpus: Corpus, places: Place[], label: string): Promise<HTMLElement> {
  const rows = await Promise.all(places.map((place) => line(corpus, place)));
  const heads = (["before", "key", "after", "document"] as const).map((name) => h("th", { scope: "col" }, t(name)));
  // The columns stand in the order of the text, so they follow its direction and not the interface's.
  const side = direction(rows.length ? (await corpus.catalogue.row(places[0]!.document)).language : corpus.facts.language);
  const table = h("table.kwic", { dir: side }, h("thead", {}, h("tr", {}, heads)), h("tbody", {}, rows));
  return wide(label, table);
}

async function line(corpus: Corpus, { document, start, end, item }: Place): Promise<HTMLElement> {
  const [listed, text] = await Promise.all([corpus.catalogue.row(document), corpus.text(document)]);
  const where = h(
    "td",
    {},
    h("a", { href: documentAddress(listed.id, item ?? `${start}-${end}`) }, code(item ? `${listed.id} ${item}` : listed.id)),
  );
  const own = { lang: listed.language, dir: direction(listed.language) };
  if (text === null) {
    return h("tr", {}, h("td"), h("td.key", {}, code(`${start}:${end}`)), h("td.withheld", {}, t("withheld")), where);
  }
  const [before, key, after] = context(text, start, end);
  const cell = (name: string, content: string) => h(name, own, h("span.cut", {}, h("span", {}, content)));
  return h("tr", {}, cell("td.before", before), h("td.key", own, h("mark", {}, key)), cell("td.after", after), where);
}

/** The text before, of and after a span of code points, on one line; cut at words where it can be. */
export function context(text: string, start: number, end: number, around = AROUND): [string, string, string] {
  const points = new Points(text);
  const flat = (part: string) => part.replace(/\s+/g, " ");
  const before = points.slice(start - around, start);
  const after = points.slice(end, end + around);
  return [
    flat(start > around ? before.replace(/^\S*\s/, "") : before),
    flat(points.slice(start, end)),
    flat(end + around < points.length ? after.replace(/\s\S*$/, "") : after),
  ];
}

export interface Option {
  value: string;
  text: string;
  group?: string;
}

/** A choice with a label of its own; the empty value means any. */
export function choice(name: string, label: Message, options: Option[], chosen: string, changed: (value: string) => void): HTMLElement {
  const made = (option: Option) => h("option", { value: option.value, selected: option.value === chosen }, option.text);
  const groups = Map.groupBy(options, (option) => option.group ?? "");
  const inside = [...groups].map(([group, members]) => (group ? h("optgroup", { label: group }, members.map(made)) : members.map(made)));
  const listener = (event: Event) => changed((event.target as HTMLSelectElement).value);
  return h(
    "label.choice",
    {},
    h("span", {}, t(label)),
    h("select", { name, change: listener }, h("option", { value: "" }, t("any")), inside),
  );
}

/** Names and what they stand for, two by two. */
export function facts(pairs: [Message, Node | string | null | undefined | false][]): HTMLElement {
  const kept = pairs.filter(([, value]) => value);
  return h(
    "dl.facts",
    {},
    kept.map(([name, value]) => [h("dt", {}, t(name)), h("dd", {}, value)]),
  );
}
