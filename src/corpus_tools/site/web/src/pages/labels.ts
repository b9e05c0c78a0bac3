// The labels: all of them, and each with its definition, its guidelines and every place where it stands.
import { type Address, address, labelAddress } from "../address";
import type { Corpus, Label, Ontology } from "../corpus";
import { type Child, code, h } from "../dom";
import { type Message, number, t } from "../messages";
import { concordance, counted, facts, PER_PAGE, pageOf, pager, wide } from "../parts";

const KINDS: [string, Message][] = [
  ["mention", "entity_types"],
  ["event", "event_types"],
  ["role", "roles"],
  ["relation", "relation_types"],
  ["attribute", "attributes"],
];

/** The definition of a label, if the ontology has one. */
function definition(ontology: Ontology, kind: string, label: string): string {
  const lists: Record<string, { type: string; description: string }[]> = {
    mention: ontology.entity_types,
    event: ontology.event_types,
    relation: ontology.relation_types,
  };
  return lists[kind]?.find(({ type }) => type === label)?.description ?? "";
}

/** A count of documents, and which share of all that is. */
export function share(documents: number, size: number): HTMLElement {
  return h("bdi", { dir: "ltr" }, `${number(documents)} (${Math.round((100 * documents) / size)} %)`);
}

export function labelTable(labels: Label[], size: number, describe: (label: Label) => string, caption?: string): HTMLElement {
  const described = labels.some((label) => describe(label));
  const heads: Message[] = described ? ["label", "definition", "count", "in_documents"] : ["label", "count", "in_documents"];
  const row = (label: Label) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, h("a", { href: labelAddress(label.kind, label.label) }, code(label.label))),
      described ? h("td.definition", { dir: "auto" }, describe(label)) : null,
      h("td.number", {}, number(label.count)),
      h("td.number", {}, share(label.documents, size)),
    );
  const table = h(
    "table",
    {},
    caption ? h("caption", {}, caption) : null,
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        heads.map((head) => h("th", { scope: "col" }, t(head))),
      ),
    ),
    h("tbody", {}, labels.map(row)),
  );
  return wide(caption ?? t("labels"), table);
}

export async function labelsPage(corpus: Corpus): Promise<HTMLElement> {
  const [labels, ontology] = await Promise.all([corpus.labels(), corpus.ontology()]);
  const sections = KINDS.map(([kind, name]) => {
    const whole = labels.filter((label) => label.kind === kind && !label.label.includes("/"));
    const own = kind === "attribute" ? labels.filter((label) => label.kind === kind && label.label.includes("/")) : whole;
    return own.length ? labelTable(own, corpus.size, ({ label }) => definition(ontology, kind, label), t(name)) : null;
  });
  return h("div", {}, h("h1", {}, t("labels")), sections);
}

export async function labelPage(corpus: Corpus, at: Address): Promise<HTMLElement> {
  const [, kind = "", ...names] = at.path;
  const name = names.join("/");
  const [labels, ontology, said] = await Promise.all([corpus.labels(), corpus.ontology(), corpus.guidelines()]);
  const label = labels.find((one) => one.kind === kind && one.label === name);
  const whole = names[0]!;
  const parts = labels.filter((one) => one.kind === kind && one.label.startsWith(`${name}/`));
  const text = definition(ontology, kind, name);
  return h(
    "div",
    {},
    h(
      "p.crumbs",
      {},
      h("a", { href: address(["labels"]) }, t("labels")),
      " / ",
      t(kind as Message),
      names.length > 1 ? [" / ", h("a", { href: labelAddress(kind, whole) }, code(whole))] : null,
    ),
    h("h1", {}, code(name)),
    text ? h("p.definition", { dir: "auto" }, text) : null,
    more(ontology, kind, name),
    parts.length ? labelTable(parts, corpus.size, () => "", t(`parts_${kind}` as Message)) : null,
    said[name] ? h("section.guideline", {}, h("h2", {}, t("guideline")), said[name].map(block)) : null,
    await instances(corpus, at, label),
  );
}

function more(ontology: Ontology, kind: string, name: string): Child {
  const event = kind === "event" && ontology.event_types.find(({ type }) => type === name);
  const relation = kind === "relation" && ontology.relation_types.find(({ type }) => type === name);
  if (relation)
    return facts([
      ["head", code(relation.head.join(" "))],
      ["tail", code(relation.tail.join(" "))],
    ]);
  if (!event) return null;
  const row = ({ role, fillers, core }: (typeof event.roles)[number]) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, h("a", { href: labelAddress("role", `${role}/${name}`) }, code(role))),
      h("td", {}, core ? t("core") : ""),
      h("td", {}, code(fillers.join(" "))),
    );
  const heads = [h("th", { scope: "col" }, t("role")), h("td"), h("th", { scope: "col" }, t("fillers"))];
  return wide(
    t("roles"),
    h("table", {}, h("caption", {}, t("roles")), h("thead", {}, h("tr", {}, heads)), h("tbody", {}, event.roles.map(row))),
  );
}

/** A paragraph or table of the guidelines; their **bold** and `code` are all the markup that is shown as such. */
function block(one: { text: string } | { rows: string[][] }): HTMLElement {
  if ("text" in one) return h("p", { dir: "auto" }, marked(one.text.replace(/^- /, "")));
  const [head = [], ...rows] = one.rows;
  const empty = head.every((cell) => !cell);
  const made = (cell: string) => h("td", { dir: "auto" }, marked(cell));
  return wide(
    t("guideline"),
    h(
      "table",
      {},
      empty
        ? null
        : h(
            "thead",
            {},
            h(
              "tr",
              {},
              head.map((cell) => (cell ? h("th", { scope: "col" }, marked(cell)) : h("td"))),
            ),
          ),
      h(
        "tbody",
        {},
        rows.map((row) => h("tr", {}, row.map(made))),
      ),
    ),
  );
}

function marked(text: string): Child[] {
  return text.split(/(\*\*[^*]+\*\*|`[^`]+`|⟦[^⟦⟧]*⟧|⟪[^⟪⟫]*⟫)/).map((part) => {
    if (part.startsWith("**")) return h("strong", {}, part.slice(2, -2));
    if (part.startsWith("`")) return code(part.slice(1, -1));
    if (part.startsWith("⟦")) return h("span.example-mention", {}, part);
    return part.startsWith("⟪") ? h("span.example-trigger", {}, part) : part;
  });
}

export async function instances(corpus: Corpus, at: Address, label: Label | undefined): Promise<HTMLElement> {
  if (!label) return h("p", { role: "status" }, t("nothing"));
  const page = pageOf(at);
  const [start, end] = [label.first + page * PER_PAGE, label.first + Math.min(label.count, (page + 1) * PER_PAGE)];
  const places = (await corpus.instances.range(start, end)).map(({ id, ...place }) => ({ ...place, item: id }));
  return h(
    "section",
    {},
    h("h2", {}, t("instances")),
    h("p.status", { role: "status" }, counted("count", label.count), " · ", counted("in_documents", label.documents)),
    await concordance(corpus, places, t("instances")),
    pager(at, page, label.count),
  );
}
