// What is said about a document, piece by piece, as links that light up what they speak of.
import { documentAddress, labelAddress } from "./address";
import type { Argument, Corpus, CorpusEvent, Mention, Span, Whole } from "./corpus";
import { type Child, code, h, Points, quoted } from "./dom";
import { fillerId } from "./markup";
import { t } from "./messages";

export class Said {
  readonly mentions: Map<string, Mention>;
  readonly events: Map<string, CorpusEvent>;
  private readonly points: Points | null;

  constructor(
    protected readonly corpus: Corpus,
    readonly whole: Whole,
    protected readonly text: string | null,
  ) {
    this.mentions = new Map(whole.mentions.map((mention) => [mention.id, mention]));
    this.events = new Map(whole.events.map((event) => [event.id, event]));
    this.points = text === null ? null : new Points(text);
  }

  /** The words of a span, or where it stands if they are withheld. */
  protected words(span: Span): HTMLElement {
    const parts = span.fragments?.length ? span.fragments : [span];
    const { points } = this;
    if (!points) return code(`${span.start}:${span.end}`);
    return quoted(parts.map(({ start, end }) => points.slice(start, end).replace(/\s+/g, " ")).join(" … "), this.whole.language);
  }

  protected to(id: string, ...children: Child[]): HTMLElement {
    return h("a.item", { href: documentAddress(this.whole.id, id), "data-item": id }, children);
  }

  protected mentionLink(id: string): HTMLElement {
    const mention = this.mentions.get(id);
    return this.to(id, mention ? this.words(mention) : code(id), " ", code(id, ".id"));
  }

  protected eventLink(id: string): HTMLElement {
    const event = this.events.get(id);
    return this.to(id, event ? this.words(event.trigger) : code(id), " ", code(id, ".id"));
  }

  protected argument(event: CorpusEvent, argument: Argument, n: number): Child {
    const filler = argument.mention
      ? this.mentionLink(argument.mention)
      : argument.event
        ? this.eventLink(argument.event)
        : argument.span
          ? h("span.item", { "data-item": fillerId(event, n) }, this.words(argument.span))
          : null;
    return [h("dt", {}, h("a", { href: labelAddress("role", argument.role) }, code(argument.role))), h("dd", {}, filler)];
  }

  protected labels(kind: string, whole: string, part: string | null): HTMLElement {
    const link = (label: string, text: string) => h("a.label", { href: labelAddress(kind, label) }, code(text));
    return h("bdi", { dir: "ltr", lang: "en" }, link(whole, whole), part ? ["/", link(`${whole}/${part}`, part)] : null);
  }

  protected cluster(cluster: Whole["event_clusters"][number]): HTMLElement {
    return h(
      "li",
      { "data-item": cluster.id },
      h(
        "p",
        {},
        this.to(cluster.id, code(`@${cluster.id}`)),
        ": ",
        cluster.events.map((id, n) => [n ? " · " : null, this.eventLink(id)]),
      ),
    );
  }

  protected relation(relation: Whole["relations"][number]): HTMLElement {
    const arrow = h("span", { "aria-hidden": "true" }, document.documentElement.dir === "rtl" ? " ← " : " → ");
    return h(
      "li",
      { "data-item": relation.id },
      h(
        "p",
        {},
        this.to(relation.id, code(relation.id, ".id")),
        " ",
        this.labels("relation", relation.type, null),
        ": ",
        this.mentionLink(relation.head),
        arrow,
        this.mentionLink(relation.tail),
      ),
    );
  }

  protected arguments(event: CorpusEvent): HTMLElement {
    const pairs = event.arguments.map((argument, n) => this.argument(event, argument, n));
    return pairs.length ? h("dl.arguments", {}, pairs) : h("p.none", {}, t("no_arguments"));
  }
}
