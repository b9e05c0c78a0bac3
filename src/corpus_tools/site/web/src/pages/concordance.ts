// Key words in context: of what was searched, or of a label.
import { type Address, address } from "../address";
import type { Corpus, Label } from "../corpus";
import { h } from "../dom";
import { type Message, number, t } from "../messages";
import { choice, concordance, counted, PER_PAGE, pageOf, pager } from "../parts";
import { search } from "../search";
import { searchForm } from "./documents";
import { instances } from "./labels";

export async function concordancePage(corpus: Corpus, at: Address): Promise<HTMLElement> {
  const labels = await corpus.labels();
  const [kind = "", label = ""] = (at.query.get("label") ?? "").split(":");
  const content = label
    ? await instances(
        corpus,
        at,
        labels.find((one) => one.kind === kind && one.label === label),
      )
    : await words(corpus, at);
  return h("div.browse", {}, h("h1", {}, t("concordance")), searchForm(without(at, "label"), "word"), labelChoice(labels, at), content);
}

function without(at: Address, key: string): Address {
  const query = new URLSearchParams(at.query);
  query.delete(key);
  return { path: at.path, query };
}

function labelChoice(labels: Label[], at: Address): HTMLElement {
  const listed = labels.filter(({ kind }) => kind !== "genre" && kind !== "split");
  const options = listed.map(({ kind, label, count }) => ({
    value: `${kind}:${label}`,
    text: `${label} (${number(count)})`,
    group: t(kind as Message),
  }));
  const go = (label: string) => {
    location.hash = address(at.path, { label });
  };
  return h("section.filters", { "aria-label": t("label") }, choice("label", "or_label", options, at.query.get("label") ?? "", go));
}

async function words(corpus: Corpus, at: Address): Promise<HTMLElement | null> {
  const found = await search(corpus, at.query.get("q") ?? "", at.query.get("exact") === null);
  if (!found) return null;
  const page = pageOf(at);
  const shown = found.slice(page * PER_PAGE, (page + 1) * PER_PAGE);
  return h(
    "section",
    {},
    h("p.status", { role: "status" }, counted("of_hits", found.count()), " · ", counted("in_documents", found.documents.count)),
    shown.length ? await concordance(corpus, shown, t("instances")) : h("p", {}, t("nothing")),
    pager(at, page, found.count()),
  );
}
