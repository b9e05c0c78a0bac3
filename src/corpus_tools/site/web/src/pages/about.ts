// What the corpus says of itself, and how this site is used.
import type { Corpus } from "../corpus";
import { code, h } from "../dom";
import { t } from "../messages";
import { facts } from "../parts";

export function aboutPage(corpus: Corpus): HTMLElement {
  const { title, name, version, released, license, description, limits } = corpus.facts;
  const prose = (text: string | null) => (text ? h("p", { dir: "auto", lang: "en" }, text) : null);
  return h(
    "div.prose",
    {},
    h("h1", { dir: "auto", lang: "en" }, title),
    facts([
      ["id", code(name)],
      ["version", code(version)],
      ["date", released ? code(released) : null],
      ["licence", code(license)],
    ]),
    prose(description),
    limits ? [h("h2", {}, t("limits")), prose(limits)] : null,
    h("h2", {}, t("keys")),
    h("p", {}, t("keys_text")),
  );
}
