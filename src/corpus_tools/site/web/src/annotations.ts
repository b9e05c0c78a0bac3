// What is said about a document, as lists beside its text.
import { Chosen } from "./chosen";
import type { CorpusEvent, Mention, Whole } from "./corpus";
import { code, fill, h } from "./dom";
import { type Message, number, t } from "./messages";
import { facts, wide } from "./parts";
import { Said } from "./said";

const USUAL = ["positive", "asserted", "past", "specific"];

export class Annotations extends Said {
  private readonly above = h("section.selected", { "aria-live": "polite", "aria-label": t("selected") });
  private readonly chosen = new Chosen(this.corpus, this.whole, this.text);

  panel(): HTMLElement {
    const { whole } = this;
    const values = whole.mentions.filter((mention) => mention.level === "value");
    return h(
      "aside.panel",
      { "aria-label": t("annotations") },
      this.above,
      this.list(
        "events",
        whole.events.map((event) => this.event(event)),
        true,
      ),
      this.list(
        "entities",
        whole.entities.map((entity) => this.entity(entity)),
        true,
      ),
      this.list(
        "values",
        values.map((mention) => this.value(mention)),
      ),
      this.list(
        "clusters",
        whole.event_clusters.map((cluster) => this.cluster(cluster)),
      ),
      this.list(
        "relations",
        whole.relations.map((relation) => this.relation(relation)),
      ),
      h("details", {}, h("summary", {}, h("h2", {}, t("provenance"))), this.provenance()),
    );
  }

  private list(name: Message, items: HTMLElement[], open = false): HTMLElement | null {
    const head = h("summary", {}, h("h2", {}, t(name)), h("span.count", {}, number(items.length)));
    return items.length ? h("details", { open }, head, h("ul.items", {}, items)) : null;
  }

  private event(event: CorpusEvent): HTMLElement {
    const unusual = [event.polarity, event.modality, event.tense, event.genericity].filter((axis, n) => axis !== USUAL[n]);
    return h(
      "li.event",
      { "data-item": event.id },
      h(
        "p",
        {},
        this.eventLink(event.id),
        " ",
        this.labels("event", event.type, event.mode),
        unusual.map((axis) => [" ", code(axis, ".axis")]),
      ),
      this.arguments(event),
    );
  }

  private entity(entity: Whole["entities"][number]): HTMLElement {
    const named = [...entity.mentions].sort((a, b) => this.rank(a) - this.rank(b))[0]!;
    const mention = this.mentions.get(named);
    return h(
      "li",
      { "data-item": entity.id },
      h(
        "p",
        {},
        this.to(entity.id, mention ? this.words(mention) : null, " ", code(`@${entity.id}`, ".id")),
        " ",
        this.labels("mention", entity.type, null),
        " ",
        h("span.count", {}, `×${entity.mentions.length}`),
      ),
    );
  }

  /** Names speak for an entity before descriptions, and these before pronouns; the longest first. */
  private rank(id: string): number {
    const mention = this.mentions.get(id);
    return mention ? ["name", "value", "nominal", "pronoun"].indexOf(mention.level) * 10_000 - (mention.end - mention.start) : 1e6;
  }

  private value(mention: Mention): HTMLElement {
    return h(
      "li",
      { "data-item": mention.id },
      h(
        "p",
        {},
        this.mentionLink(mention.id),
        " ",
        this.labels("mention", mention.type, mention.subtype),
        " ",
        mention.value ? code(mention.value, ".value") : null,
      ),
    );
  }

  private provenance(): HTMLElement {
    const { whole } = this;
    const rows = whole.provenance.map((one) =>
      h(
        "tr",
        {},
        [one.layer, one.agent, one.method, one.guidelines].map((cell) => h("td", {}, cell ? h("bdi", {}, cell) : null)),
      ),
    );
    const heads = (["layer", "agent", "method", "guidelines"] as const).map((name) => h("th", { scope: "col" }, t(name)));
    const { source } = whole;
    const safe = source.url && /^https?:\/\//.test(source.url);
    return h(
      "div",
      {},
      wide(t("provenance"), h("table", {}, h("thead", {}, h("tr", {}, heads)), h("tbody", {}, rows))),
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

  /** Show an item in full above the lists; null shows none. */
  choose(id: string | null): void {
    fill(this.above, id ? this.chosen.full(id) : null);
  }
}
