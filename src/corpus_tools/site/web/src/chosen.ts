// One item of a document in full.
import { documentAddress, labelAddress } from "./address";
import type { CorpusEvent, Mention, Span, Whole } from "./corpus";
import { type Child, code, h, quoted } from "./dom";
import { t } from "./messages";
import { facts } from "./parts";
import { Said } from "./said";

export class Chosen extends Said {
  /** Where an item is written: file and line, or only its id. */
  private written(id: string): HTMLElement {
    const { path } = this.whole;
    if (!path) return code(`${this.whole.id} ${id}`);
    const line = this.whole.lines.find((one) => one.id === id)?.line;
    const place = line ? `${path}:${line}` : path;
    const base = this.corpus.facts.source;
    return base
      ? h("a", { href: `${base.replace(/\/$/, "")}/${path}${line ? `#L${line}` : ""}`, rel: "noreferrer" }, code(place))
      : code(place);
  }

  /** All that is said about an item of the document; nothing for an id that is none. */
  full(id: string): Child {
    const { whole } = this;
    const mention = this.mentions.get(id);
    const event = this.events.get(id);
    const entity = whole.entities.find((one) => one.id === id);
    const cluster = whole.event_clusters.find((one) => one.id === id);
    const relation = whole.relations.find((one) => one.id === id);
    const sentence = whole.sentences.find((one) => one.id === id);
    const body = mention
      ? this.fullMention(mention)
      : event
        ? this.fullEvent(event)
        : entity
          ? this.fullEntity(entity)
          : cluster
            ? h("ul.items", {}, this.cluster(cluster))
            : relation
              ? h("ul.items", {}, this.relation(relation))
              : sentence
                ? facts([
                    ["offsets", code(`${sentence.start}:${sentence.end}`)],
                    ["kind", code(sentence.kind)],
                  ])
                : null;
    const there = documentAddress(whole.id, id);
    return (
      body && [
        h("h2", {}, t("selected"), " ", h("a", { href: there, "aria-label": `${t("link")} ${id}` }, code(id))),
        body,
        facts([["source_line", this.written(id)]]),
      ]
    );
  }

  private fullMention(mention: Mention): Child {
    const entity = this.whole.entities.find((one) => one.mentions.includes(mention.id));
    const takesPart = this.whole.events.flatMap((event) =>
      event.arguments.filter((a) => a.mention === mention.id).map((a) => [this.eventLink(event.id), " ", code(a.role), " "]),
    );
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
    const axes = (["polarity", "modality", "tense", "genericity"] as const).map((axis) => [
      h("a", { href: labelAddress("attribute", `${axis}/${event[axis]}`) }, code(event[axis])),
      " ",
    ]);
    return [
      facts([
        ["label", this.labels("event", event.type, event.mode)],
        ["trigger", this.words(event.trigger)],
        ["support_verb", event.support_verb ? this.words(event.support_verb) : null],
        ["attributes", h("span", {}, axes)],
        ["offsets", code(parts(event.trigger))],
        [
          "same_event",
          cluster
            ? h(
                "span",
                {},
                this.to(cluster.id, code(`@${cluster.id}`)),
                " ",
                cluster.events.filter((id) => id !== event.id).map((id) => [this.eventLink(id), " "]),
              )
            : null,
        ],
        ["provenance", this.madeBy(event.provenance)],
      ]),
      this.arguments(event),
    ];
  }

  private fullEntity(entity: Whole["entities"][number]): Child {
    return [
      facts([
        ["label", this.labels("mention", entity.type, null)],
        ["normalized", entity.name ? quoted(entity.name, this.whole.language) : null],
        [
          "link",
          entity.wikidata
            ? h("a", { href: `https://www.wikidata.org/wiki/${entity.wikidata}`, rel: "noreferrer" }, code(entity.wikidata))
            : null,
        ],
      ]),
      h(
        "ul.chain",
        {},
        entity.mentions.map((id) => h("li", {}, this.mentionLink(id))),
      ),
    ];
  }

  private madeBy(made: { agent: string | null; method: string | null } | null): HTMLElement | null {
    return made ? h("bdi", {}, [made.agent, made.method].filter(Boolean).join(", ")) : null;
  }
}

function parts(span: Span): string {
  return (span.fragments?.length ? span.fragments : [span]).map(({ start, end }) => `${start}:${end}`).join(" + ");
}
