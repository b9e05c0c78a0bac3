// Elements are made of values only: nothing that comes from a corpus is ever parsed as markup.

export type Child = Node | string | number | null | undefined | false | Child[];
type Value = string | number | boolean | null | undefined | ((event: never) => void);

/** Make an element: `h("a.link", {href}, "text")`. Attributes that are null or false are left out; functions are listeners. */
export function h<E extends HTMLElement = HTMLElement>(name: string, attributes: Record<string, Value> = {}, ...children: Child[]): E {
  const [tag, ...classes] = name.split(".");
  const element = document.createElement(tag || "div") as E;
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value as EventListener);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, String(value));
  }
  append(element, children);
  return element;
}

function append(parent: Node, children: Child[]): void {
  for (const child of children) {
    if (Array.isArray(child)) append(parent, child);
    else if (child instanceof Node) parent.appendChild(child);
    else if (typeof child === "string" || typeof child === "number") parent.appendChild(document.createTextNode(String(child)));
  }
}

/** Put these children in place of what an element holds. */
export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren();
  append(element, children);
}

const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur", "ps", "ckb", "ug", "sd", "yi", "dv", "syr"]);

/** The direction of a language, by its BCP 47 tag. */
export function direction(language: string): "rtl" | "ltr" {
  return RIGHT_TO_LEFT.has(language.split("-")[0]!.toLowerCase()) ? "rtl" : "ltr";
}

/** Text of the corpus in a line of the interface: isolated, in its own direction, of its own language. */
export function quoted(text: string, language: string): HTMLElement {
  return h("bdi.quoted", { lang: language, dir: direction(language) }, text);
}

/** A label, an id or another code: always from left to right. */
export function code(text: string, classes = ""): HTMLElement {
  return h(`bdi.code${classes}`, { dir: "ltr", lang: "en" }, text);
}

/** A message in which `code` stands between backticks. */
export function withCode(message: string): Child[] {
  return message.split("`").map((part, n) => (n % 2 ? code(part) : part));
}

/** Code points, in which the corpus counts, of a text, in which JavaScript counts UTF-16 units. */
export class Points {
  private readonly units: Uint32Array | null;

  constructor(readonly text: string) {
    this.units = /[\ud800-\udbff]/.test(text) ? Points.unitsOf(text) : null;
  }

  private static unitsOf(text: string): Uint32Array {
    const units: number[] = [];
    let at = 0;
    for (const character of text) {
      units.push(at);
      at += character.length;
    }
    units.push(at);
    return Uint32Array.from(units);
  }

  get length(): number {
    return this.units ? this.units.length - 1 : this.text.length;
  }

  slice(start: number, end: number): string {
    const [first, last] = [Math.max(0, Math.min(start, this.length)), Math.max(0, Math.min(end, this.length))];
    return this.units ? this.text.slice(this.units[first], this.units[last]) : this.text.slice(first, last);
  }
}
