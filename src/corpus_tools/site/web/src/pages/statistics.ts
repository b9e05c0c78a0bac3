// Counts of everything, and the plots that came with the corpus.
import type { Corpus, Label } from "../corpus";
import { code, h } from "../dom";
import { language, type Message, number, t } from "../messages";
import type { SiteFacts } from "../store";
import { labelTable, share } from "./labels";

export async function statisticsPage(corpus: Corpus): Promise<HTMLElement> {
  const labels = await corpus.labels();
  const of = (kind: string) => labels.filter((label) => label.kind === kind && !label.label.includes("/"));
  const sum = (kind: string) => of(kind).reduce((total, { count }) => total + count, 0);
  const sizes: [Message, number][] = [
    ["documents", corpus.size],
    ["show_mentions", sum("mention")],
    ["events", sum("event")],
    ["arguments", sum("role")],
    ["relations", sum("relation")],
  ];
  const row = ([name, count]: [Message, number]) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, t(name)),
      h("td.number", {}, number(count)),
      h("td.number", {}, (count / corpus.size).toFixed(1)),
    );
  return h(
    "div",
    {},
    h("h1", {}, t("statistics")),
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          [t("label"), t("count"), t("mean")].map((head) => h("th", { scope: "col" }, head)),
        ),
      ),
      h("tbody", {}, sizes.map(row)),
    ),
    plots(corpus),
    h("div.grid", {}, shares("genre", of("genre"), corpus.size), shares("split", of("split"), corpus.size)),
    (["mention", "event", "role", "relation"] as const).map((kind) =>
      of(kind).length
        ? labelTable(
            [...of(kind)].sort((a, b) => b.count - a.count),
            corpus.size,
            () => "",
            t(kind),
          )
        : null,
    ),
  );
}

function plots(corpus: Corpus): HTMLElement | null {
  const spoken = language();
  const figure = ({ id, title, description }: SiteFacts["plots"][number]) => {
    const file = `plots/${spoken}/${id}.svg`;
    const picture = h("img", { src: file, alt: `${title[spoken]}: ${description[spoken]}`, loading: "lazy" });
    return h("figure", {}, picture, h("figcaption", {}, h("a", { href: file, download: `${id}.svg` }, code(`${id}.svg`))));
  };
  return corpus.facts.plots.length ? h("section.plots", {}, h("h2", {}, t("plots")), corpus.facts.plots.map(figure)) : null;
}

function shares(name: Message, labels: Label[], size: number): HTMLElement {
  const most = Math.max(1, ...labels.map(({ documents }) => documents));
  const row = ({ label, documents }: Label) => {
    const bar = h("meter", { min: 0, max: most, value: documents, "aria-label": label });
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, h("bdi", { dir: "ltr", lang: "en" }, label)),
      h("td.number", {}, share(documents, size)),
      h("td", {}, bar),
    );
  };
  return h("table", {}, h("caption", {}, t(name)), h("tbody", {}, labels.map(row)));
}
