// A document: its text with all marks, and what is said about it beside.
import { type Address, address, documentAddress } from "../address";
import { Annotations } from "../annotations";
import type { Corpus, Listed, Ontology, Whole } from "../corpus";
import { code, direction, h, Points, withCode } from "../dom";
import { Highlighter } from "../highlight";
import { height, type Mark, marks, nested, type Tree } from "../markup";
import { type Message, remember, remembered, t } from "../messages";
import { titleOf } from "../parts";
import type { View } from "../view";

const SHOWN = ["mentions", "events", "labels"] as const;

export async function documentPage(corpus: Corpus, at: Address): Promise<View> {
  const n = await corpus.number(at.path[1] ?? "");
  if (n === undefined) return { element: h("div", {}, h("h1", {}, t("no_document")), code(at.path[1] ?? "")) };
  const [listed, whole, text, ontology] = await Promise.all([corpus.catalogue.row(n), corpus.whole(n), corpus.text(n), corpus.ontology()]);
  const item = at.path[2] ?? null;
  const annotations = new Annotations(corpus, whole, text);
  const body = text === null ? withheld(whole) : sentences(whole, text, ontology, found(item));
  const panel = annotations.panel();
  const element = h(
    "article.document",
    {},
    h("h1", { lang: listed.language, dir: listed.title ? direction(listed.language) : null }, listed.title || titleOf(listed)),
    head(listed),
    text === null ? h("p.notice", { role: "note" }, h("b", {}, t("withheld")), ". ", withCode(t("withheld_why"))) : null,
    toggles(),
    h("div.columns", {}, h("section.text", { "aria-label": t("text") }, h("p.hint", {}, t("select_hint")), body), panel),
  );
  applyShown(element);
  const highlighter = new Highlighter(element, whole, annotations);
  const view: View = {
    element,
    title: listed.title || listed.id,
    revisit: (there) => there.path[1] === whole.id && !/^\d+-\d+$/.test(there.path[2] ?? "") && highlighter.select(there.path[2] ?? null),
  };
  const shown = () => {
    measure(element);
    highlighter.arrive(item);
  };
  return { ...view, shown };
}

/** Tell the style sheet how high the letters of the text are: that is the font's, and which font there is nobody knows before. */
function measure(element: HTMLElement): void {
  const probe = h("span", {}, "\u0639");
  const line = element.querySelector(".line");
  line?.append(probe);
  if (line) element.style.setProperty("--content", `${probe.getBoundingClientRect().height}px`);
  probe.remove();
}

function head(listed: Listed): HTMLElement {
  const link = (kind: string, value: string) => h("a.tag", { href: address([], { [kind]: value }) }, code(value));
  return h(
    "p.tags",
    { dir: direction(listed.language) },
    code(listed.id, ".tag"),
    code(listed.date, ".tag"),
    link("genre", listed.genre),
    link("split", listed.split),
  );
}

function toggles(): HTMLElement {
  const one = (name: (typeof SHOWN)[number]) => {
    const changed = (event: Event) => {
      const box = event.target as HTMLInputElement;
      remember(`hide.${name}`, box.checked ? "" : "1");
      applyShown(box.closest(".document")!);
    };
    return h(
      "label.tick",
      {},
      h("input", { type: "checkbox", name: `show-${name}`, checked: !remembered(`hide.${name}`), change: changed }),
      h("span", {}, t(`show_${name}` as Message)),
    );
  };
  return h("fieldset.toggles", {}, h("legend", {}, t("show")), SHOWN.map(one));
}

function applyShown(element: Element): void {
  for (const name of SHOWN) element.classList.toggle(`hide-${name}`, Boolean(remembered(`hide.${name}`)));
}

/** A place that a search found: two code points in the address. */
function found(item: string | null): Mark[] {
  const [start, end] = /^\d+-\d+$/.test(item ?? "") ? item!.split("-").map(Number) : [0, 0];
  return end! > start! ? [{ item: item!, kind: "found", start: start!, end: end!, broken: false, first: true }] : [];
}

function sentences(whole: Whole, text: string, ontology: Ontology, more: Mark[]): HTMLElement {
  const points = new Points(text);
  const all = [...more, ...marks(whole)];
  const colours = new Map(ontology.entity_types.map(({ type }, n) => [type, n % 12]));
  const one = (sentence: Whole["sentences"][number], n: number) => {
    const tree = nested(all, sentence.start, sentence.end, (start, end) => points.slice(start, end));
    const line = h("p.line", { lang: whole.language, dir: direction(whole.language) }, drawn(tree, colours, points));
    line.style.setProperty("--levels", String(height(tree)));
    const gap = n > 0 && points.slice(whole.sentences[n - 1]!.end, sentence.start).includes("\n") ? ".paragraph" : "";
    return numbered(whole, sentence, n, line, gap);
  };
  return h("ol.sentences", { dir: direction(whole.language) }, whole.sentences.map(one));
}

function numbered(whole: Whole, sentence: Whole["sentences"][number], n: number, line: HTMLElement, gap: string): HTMLElement {
  const link = h(
    "a.number",
    { href: documentAddress(whole.id, sentence.id), "aria-label": `${n + 1}, ${t("sentence")} ${sentence.id}` },
    String(n + 1),
  );
  const kind = sentence.kind === "body" ? null : h("span.kind", { lang: "en", dir: "ltr" }, sentence.kind);
  return h(
    `li.sentence.${sentence.kind}${gap}`,
    { "data-item": sentence.id, id: `item-${sentence.id}` },
    h("div.margin", {}, link, kind),
    line,
  );
}

function drawn(tree: Tree, colours: Map<string, number>, points: Points): (Node | string)[] {
  return tree.map((node) => {
    if (typeof node === "string") return node;
    const element = span(node.mark, colours, points);
    element.style.setProperty("--height", String(node.height));
    element.append(...drawn(node.inside, colours, points));
    return element;
  });
}

const LETTER = /[\p{L}\p{M}\u0640]/u;

/** Whether a word goes on across this place: its letters join, so nothing may come between them. */
function insideWord(points: Points, at: number): boolean {
  return LETTER.test(points.slice(at - 1, at)) && LETTER.test(points.slice(at, at + 1));
}

function span(mark: Mark, colours: Map<string, number>, points: Points): HTMLElement {
  const joined = insideWord(points, mark.start) || insideWord(points, mark.end) ? ".joined" : "";
  const part = mark.broken ? ".part" : "";
  const id = mark.first && (mark.kind === "mention" || mark.kind === "trigger" || mark.kind === "found") ? `item-${mark.item}` : null;
  if (mark.kind === "filler" || mark.kind === "found") return h(`span.${mark.kind}${joined}`, { "data-item": mark.item, id });
  const label = mark.kind === "mention" ? mark.mention!.type : mark.kind === "trigger" ? mark.event!.type : "";
  const short = label.slice(label.lastIndexOf(".") + 1); // of a type of types, as Conflict.Attack, there is room for the last only
  const colour = mark.kind === "mention" ? `.colour-${colours.get(label) ?? 0}` : "";
  const shown = mark.broken && !mark.first ? "⋯" : mark.broken ? `${short} ⋯` : short;
  const name = mark.kind === "mention" ? [label, mark.mention!.subtype, mark.mention!.level] : [label, mark.event!.mode];
  return h(`span.mark.${mark.kind}${colour}${joined}${part}`, {
    "data-item": mark.item,
    "data-label": mark.kind === "support" ? null : shown,
    id,
    role: "group",
    tabindex: -1,
    "aria-label": `${name.filter(Boolean).join(" ")}, ${mark.item}`,
  });
}

/** A document without its text: where everything stands, and its labels. */
function withheld(whole: Whole): HTMLElement {
  const all = marks(whole).filter((mark) => mark.first && (mark.kind === "mention" || mark.kind === "trigger"));
  const one = (sentence: Whole["sentences"][number], n: number) => {
    const here = all
      .filter((mark) => mark.start >= sentence.start && mark.start < sentence.end)
      .sort((a, b) => a.start - b.start || b.end - a.end);
    const chips = here.map((mark) => {
      const label = mark.mention ? [mark.mention.type, mark.mention.subtype] : [mark.event!.type, mark.event!.mode];
      return h(
        `span.chip.mark.${mark.kind}`,
        {
          "data-item": mark.item,
          id: `item-${mark.item}`,
          role: "group",
          tabindex: -1,
          "aria-label": `${label.filter(Boolean).join(" ")}, ${mark.item}`,
        },
        `${label.filter(Boolean).join("/")} ${mark.start}:${mark.end}`,
      );
    });
    return numbered(whole, sentence, n, h("p.offsets", { dir: "ltr", lang: "en" }, `${sentence.start}:${sentence.end} `, chips), "");
  };
  return h("ol.sentences.without-text", {}, whole.sentences.map(one));
}
