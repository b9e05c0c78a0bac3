// Pointing, focus and selection in a document: what belongs together lights up together.

import { documentAddress } from "./address";
import type { Annotations } from "./annotations";
import type { Whole } from "./corpus";
import { fillerId } from "./markup";
import { t } from "./messages";

type Lit = Map<string, string>; // what an item is lit as: "active", "chain", or the role that it fills

export class Highlighter {
  private readonly marks: HTMLElement[];
  private readonly carriers: HTMLElement[];
  private chosen: string | null = null;

  constructor(
    private readonly root: HTMLElement,
    private readonly whole: Whole,
    private readonly annotations: Annotations,
  ) {
    this.marks = [...root.querySelectorAll<HTMLElement>(".text .mark")];
    this.carriers = [...root.querySelectorAll<HTMLElement>("[data-item]")];
    this.marks[0]?.setAttribute("tabindex", "0");
    root.addEventListener("pointerover", (event) => this.light(itemAt(event.target) ?? this.chosen));
    root.addEventListener("pointerleave", () => this.light(this.chosen));
    root.addEventListener("focusin", (event) => this.light(itemAt(event.target) ?? this.chosen));
    root.addEventListener("focusout", () => this.light(this.chosen));
    root.querySelector(".text")!.addEventListener("click", (event) => this.clicked(event as MouseEvent));
    root.addEventListener("keydown", (event) => this.pressed(event));
  }

  /** Select an item, as the address says; null lets go. False for what is no item of the document. */
  select(id: string | null): boolean {
    this.chosen = id;
    this.annotations.choose(id);
    this.light(id);
    history.replaceState(null, "", documentAddress(this.whole.id, id));
    if (id) this.root.querySelector(`[id="item-${CSS.escape(id)}"]`)?.scrollIntoView({ block: "nearest" });
    return true;
  }

  /** Go to the item that the address names when the document is opened. */
  arrive(id: string | null): void {
    if (!id) return;
    const found = /^\d+-\d+$/.test(id);
    if (!found) this.select(id);
    const at = this.root.querySelector(`[id="item-${CSS.escape(id)}"]`) ?? this.root.querySelector(`.text .lit`);
    at?.scrollIntoView({ block: "center" });
  }

  private clicked(event: MouseEvent): void {
    const mark = (event.target as Element).closest<HTMLElement>(".mark");
    if (!mark || getSelection()?.toString()) return;
    this.focus(mark);
    this.select(mark.dataset.item!);
  }

  private focus(mark: HTMLElement): void {
    for (const other of this.marks) other.setAttribute("tabindex", other === mark ? "0" : "-1");
    mark.focus({ preventScroll: false });
  }

  private pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && this.chosen !== null) {
      this.select(null);
      return;
    }
    const at = this.marks.indexOf(event.target as HTMLElement);
    if (at < 0) return;
    const on = getComputedStyle(event.target as HTMLElement).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = on === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const steps: Record<string, number> = {
      [on]: at + 1,
      ArrowDown: at + 1,
      [back]: at - 1,
      ArrowUp: at - 1,
      Home: 0,
      End: this.marks.length - 1,
    };
    const to = steps[event.key];
    if (event.key === "Enter" || event.key === " ") this.select(this.marks[at]!.dataset.item!);
    else if (to !== undefined) this.focus(this.marks[Math.max(0, Math.min(to, this.marks.length - 1))]!);
    else return;
    event.preventDefault();
  }

  /** Light what belongs to an item, and nothing else. */
  private light(id: string | null): void {
    const lit = id === null ? new Map() : this.together(id);
    for (const carrier of this.carriers) {
      const as = lit.get(carrier.dataset.item!);
      carrier.classList.toggle("lit", as !== undefined);
      carrier.classList.toggle("active", as === "active");
      const role = as !== undefined && as !== "active" && as !== "chain" ? as : null;
      if (role) carrier.dataset.role = role;
      else delete carrier.dataset.role;
    }
  }

  private together(id: string): Lit {
    const { whole, annotations } = this;
    const lit: Lit = new Map([[id, "active"]]);
    const add = (other: string, as = "chain") => lit.has(other) || lit.set(other, as);
    const entity = whole.entities.find((one) => one.id === id || one.mentions.includes(id));
    const cluster = whole.event_clusters.find((one) => one.id === id || one.events.includes(id));
    const relation = whole.relations.find((one) => one.id === id);
    annotations.events.get(id)?.arguments.forEach((argument, n, all) => {
      add(argument.mention ?? argument.event ?? fillerId(annotations.events.get(id)!, n), all[n]!.role);
    });
    for (const other of [...(entity ? [entity.id, ...entity.mentions] : []), ...(cluster ? [cluster.id, ...cluster.events] : [])])
      add(other);
    if (relation) for (const end of ["head", "tail"] as const) add(relation[end], t(end));
    return lit;
  }
}

function itemAt(target: EventTarget | null): string | null {
  return (target as Element | null)?.closest<HTMLElement>("[data-item]:not(.sentence)")?.dataset.item ?? null;
}
