// What is said about a document, as lists beside its text; and one item of them in full.
import { address, documentAddress, labelAddress } from "./address";
import type { Argument, Corpus, CorpusEvent, Mention, Span, Whole } from "./corpus";
import { type Child, code, fill, h, Points, quoted } from "./dom";
import { fillerId } from "./markup";
import { type Message, number, t } from "./messages";
import { facts } from "./parts";

const USUAL = ["positive", "asserted", "past", "specific"];

export class Annotations {
  readonly mentions: Map<string, Mention>;
  readonly events: Map<string, CorpusEvent>;
  private readonly points: Points | null;
  private readonly lines: Map<string, number>;
  private readonly chosen = h("section.selected", { "aria-live": "polite", "aria-label": t("selected") });

  constructor(
    private readonly corpus: Corpus,
    readonly whole: Whole,
    text: string | null,
  ) {
    this.mentions = new Map(whole.mentions.map((mention) => [mention.id, mention]));
    this.events = new Map(whole.events.map((event) => [event.id, event]));
    this.points = text === null ? null : new Points(text);
    this.lines = new Map(whole.lines.map(({ id, line }) => [id, line]));
  }

  panel(): HTMLElement {
    const { whole } = this;
    const values = whole.mentions.filter((mention) => mention.level === "value");
    return h(
      "aside.panel",
      { "aria-label": t("annotations") },
      this.chosen,
      this.list("events", whole.events.map((event) => this.event(event)), true),
      this.list("entities", whole.entities.map((entity) => this.entity(entity)), true),
      this.list("values", values.map((mention) => this.valueOf(mention))),
      this.list("clusters", whole.event_clusters.map((cluster) => this.cluster(cluster))),
      this.list("relations", whole.relations.map((relation) => this.relation(relation))),
      h("details", {}, h("summary", {}, h("h2", {}, t("provenance"))), this.provenance()),
    );
  }

  private list(name: Message, items: HTMLElement[], open = false): HTMLElement | null {
    const head = h("summary", {}, h("h2", {}, t(name)), h("span.count", {}, number(items.length)));
    return items.length ? h("details", { open }, head, h("ul.items", {}, items)) : null;
  }

  /** The words of a span, or where it stands if they are withheld. */
  private words(span: Span): HTMLElement {
    const parts = span.fragments?.length ? span.fragments : [span];
    const { points } = this;
    if (!points) return code(`${span.start}:${span.end}`);
    return quoted(parts.map(({ start, end }) => points.slice(start, end).replace(/\s+/g, " ")).join(" … "), this.whole.language);
  }

  private to(id: string, ...children: Child[]): HTMLElement {
    return h("a.item", { href: documentAddress(this.whole.id, id), "data-item": id }, children);
  }

  private mentionLink(id: string): HTMLElement {
    const mention = this.mentions.get(id);
    return this.to(id, mention ? this.words(mention) : code(id), " ", code(id, ".id"));
  }

  private eventLink(id: string): HTMLElement {
    const event = this.events.get(id);
    return this.to(id, event ? this.words(event.trigger) : code(id), " ", code(id, ".id"));
  }

  private event(event: CorpusEvent): HTMLElement {
    const unusual = [event.polarity, event.modality, event.tense, event.genericity].filter((axis, n) => axis !== USUAL[n]);
    return h(
      "li.event",
      { "data-item": event.id },
      h("p", {}, this.eventLink(event.id), " ", this.labels("event", event.type, event.mode), unusual.map((axis) => [" ", code(axis, ".axis")])),
      event.arguments.length ? h("dl.arguments", {}, event.arguments.map((argument, n) => this.argument(event, argument, n))) : h("p.none", {}, t("no_arguments")),
    );
  }

  private argument(event: CorpusEvent, argument: Argument, n: number): Child {
    const filler = argument.mention ? this.mentionLink(argument.mention) : argument.event ? this.eventLink(argument.event) : argument.span ? h("span.item", { "data-item": fillerId(event, n) }, this.words(argument.span)) : null;
    return [h("dt", {}, h("a", { href: labelAddress("role", argument.role) }, code(argument.role))), h("dd", {}, filler)];
  }

  private labels(kind: string, whole: string, part: string | null): HTMLElement {
    const link = (label: string, text: string) => h("a.label", { href: labelAddress(kind, label) }, code(text));
    return h("bdi", { dir: "ltr", lang: "en" }, link(whole, whole), part ? ["/", link(`${whole}/${part}`, part)] : null);
  }

  private entity(entity: Whole["entities"][number]): HTMLElement {
    const named = [...entity.mentions].sort((a, b) => this.rank(a) - this.rank(b))[0]!;
    const mention = this.mentions.get(named);
    return h(
      "li",
      { "data-item": entity.id },
      h("p", {}, this.to(entity.id, mention ? this.words(mention) : null, " ", code(`@${entity.id}`, ".id")), " ", this.labels("mention", entity.type, null), " ", h("span.count", {}, `×${entity.mentions.length}`)),
    );
  }

  /** Names speak for an entity before descriptions, and these before pronouns; the longest first. */
  private rank(id: string): number {
    const mention = this.mentions.get(id);
    return mention ? ["name", "value", "nominal", "pronoun"].indexOf(mention.level) * 10_000 - (mention.end - mention.start) : 1e6;
  }

  private valueOf(mention: Mention): HTMLElement {
    return h("li", { "data-item": mention.id }, h("p", {}, this.mentionLink(mention.id), " ", this.labels("mention", mention.type, mention.subtype), " ", mention.value ? code(mention.value, ".value") : null));
  }

  private cluster(cluster: Whole["event_clusters"][number]): HTMLElement {
    return h("li", { "data-item": cluster.id }, h("p", {}, this.to(cluster.id, code(`@${cluster.id}`)), ": ", cluster.events.map((id, n) => [n ? " · " : null, this.eventLink(id)])));
  }

  private relation(relation: Whole["relations"][number]): HTMLElement {
    const arrow = h("span", { "aria-hidden": "true" }, document.documentElement.dir === "rtl" ? " ← " : " → ");
    return h("li", { "data-item": relation.id }, h("p", {}, this.to(relation.id, code(relation.id, ".id")), " ", this.labels("relation", relation.type, null), ": ", this.mentionLink(relation.head), arrow, this.mentionLink(relation.tail)));
  }

  private provenance(): HTMLElement {
    const { whole } = this;
    const rows = whole.provenance.map((one) => h("tr", {}, [one.layer, one.agent, one.method, one.guidelines].map((cell) => h("td", {}, cell ? h("bdi", {}, cell) : null))));
    const heads = (["layer", "agent", "method", "guidelines"] as const).map((name) => h("th", { scope: "col" }, t(name)));
    const { source } = whole;
    const safe = source.url && /^https?:\/\//.test(source.url);
    return h(
      "div",
      {},
      h("div.wide", { tabindex: 0, role: "region", "aria-label": t("provenance") }, h("table", {}, h("thead", {}, h("tr", {}, heads)), h("tbody", {}, rows))),
      facts([
        ["basis", code(whole.basis)],
        ["publisher", h("bdi", {}, source.publisher)],
        ["licence", code(source.license)],
        ["link", safe ? h("a", { href: source.url, rel: "noreferrer" }, code(source.url!)) : source.url],
        ["note", source.note ? h("bdi", {}, source.note) : null],
        ["length", number(whole.text_length)],
        ["sha", h("code.hash", {}, whole.text_sha256)],
      ]),
    );
  }

  /** Where an item is written: file and line, or only its id. */
  private written(id: string): HTMLElement {
    const { path } = this.whole;
    if (!path) return code(`${this.whole.id} ${id}`);
    const line = this.lines.get(id);
    const place = line ? `${path}:${line}` : path;
    const base = this.corpus.facts.source;
    return base ? h("a", { href: `${base.replace(/\/$/, "")}/${path}${line ? `#L${line}` : ""}`, rel: "noreferrer" }, code(place)) : code(place);
  }

  /** Show an item in full above the lists; null shows none. */
  choose(id: string | null): void {
    fill(this.chosen, id ? this.full(id) : null);
  }

  private full(id: string): Child {
    const { whole } = this;
    const mention = this.mentions.get(id);
    const event = this.events.get(id);
    const entity = whole.entities.find((one) => one.id === id);
    const cluster = whole.event_clusters.find((one) => one.id === id);
    const relation = whole.relations.find((one) => one.id === id);
    const sentence = whole.sentences.find((one) => one.id === id);
    const body = mention ? this.fullMention(mention) : event ? this.fullEvent(event) : entity ? this.fullEntity(entity) : cluster ? h("ul.items", {}, this.cluster(cluster)) : relation ? h("ul.items", {}, this.relation(relation)) : sentence ? facts([["offsets", code(`${sentence.start}:${sentence.end}`)], ["kind", code(sentence.kind)]]) : null;
    const there = address(["document", whole.id, id]);
    return body && [h("h2", {}, t("selected"), " ", h("a", { href: there, "aria-label": `${t("link")} ${id}` }, code(id))), body, facts([["source_line", this.written(id)]])];
  }

  private fullMention(mention: Mention): Child {
    const entity = this.whole.entities.find((one) => one.mentions.includes(mention.id));
    const takesPart = this.whole.events.flatMap((event) => event.arguments.filter((a) => a.mention === mention.id).map((a) => [this.eventLink(event.id), " ", code(a.role), " "]));
    return facts([
      ["label", this.labels("mention", mention.type, mention.subtype)],
      ["text", this.words(mention)],
      ["normalized", mention.normalized ? quoted(mention.normalized, this.whole.language) : null],
      ["value", mention.value ? code(mention.value) : null],
      ["level", h("a", { href: labelAddress("attribute", `level/${mention.level}`) }, code(mention.level))],
      ["offsets", code(parts(mention))],
      ["entity", entity ? this.to(entity.id, code(`@${entity.id}`), ` ×${entity.mentions.length}`) : null],
      ["in_events", takesPart.length ? h("span", {}, takesPart) : null],
      ["provenance", this.madeBy(mention.provenance)],
    ]);
  }

  private fullEvent(event: CorpusEvent): Child {
    const cluster = this.whole.event_clusters.find((one) => one.events.includes(event.id));
    const axes = (["polarity", "modality", "tense", "genericity"] as const).map((axis) => [h("a", { href: labelAddress("attribute", `${axis}/${event[axis]}`) }, code(event[axis])), " "]);
    return [
      facts([
        ["label", this.labels("event", event.type, event.mode)],
        ["trigger", this.words(event.trigger)],
        ["support_verb", event.support_verb ? this.words(event.support_verb) : null],
        ["attributes", h("span", {}, axes)],
        ["offsets", code(parts(event.trigger))],
        ["same_event", cluster ? h("span", {}, this.to(cluster.id, code(`@${cluster.id}`)), " ", cluster.events.filter((id) => id !== event.id).map((id) => [this.eventLink(id), " "])) : null],
        ["provenance", this.madeBy(event.provenance)],
      ]),
      event.arguments.length ? h("dl.arguments", {}, event.arguments.map((argument, n) => this.argument(event, argument, n))) : h("p.none", {}, t("no_arguments")),
    ];
  }

  private fullEntity(entity: Whole["entities"][number]): Child {
    return [
      facts([
        ["label", this.labels("mention", entity.type, null)],
        ["normalized", entity.name ? quoted(entity.name, this.whole.language) : null],
        ["link", entity.wikidata ? h("a", { href: `https://www.wikidata.org/wiki/${entity.wikidata}`, rel: "noreferrer" }, code(entity.wikidata)) : null],
      ]),
      h("ul.chain", {}, entity.mentions.map((id) => h("li", {}, this.mentionLink(id)))),
    ];
  }

  private madeBy(made: { agent: string | null; method: string | null } | null): HTMLElement | null {
    return made ? h("bdi", {}, [made.agent, made.method].filter(Boolean).join(", ")) : null;
  }
}

function parts(span: Span): string {
  return (span.fragments?.length ? span.fragments : [span]).map(({ start, end }) => `${start}:${end}`).join(" + ");
}
