// The frame of the site: navigation, language, colours, and the page that the address names.
import { type Address, address, parsed } from "./address";
import { Corpus } from "./corpus";
import { fill, h, withCode } from "./dom";
import { type Language, language, type Message, preferred, remember, remembered, speak, t } from "./messages";
import { aboutPage } from "./pages/about";
import { concordancePage } from "./pages/concordance";
import { disagreementsPage } from "./pages/disagreements";
import { documentPage } from "./pages/document";
import { documents } from "./pages/documents";
import { labelPage, labelsPage } from "./pages/labels";
import { statisticsPage } from "./pages/statistics";
import type { View } from "./view";

type Page = (corpus: Corpus, at: Address) => Promise<HTMLElement | View> | HTMLElement;

const PAGES: Record<string, { message: Message; page: Page; listed: boolean }> = {
  "": { message: "documents", page: documents, listed: true },
  labels: { message: "labels", page: labelsPage, listed: true },
  concordance: { message: "concordance", page: concordancePage, listed: true },
  statistics: { message: "statistics", page: statisticsPage, listed: true },
  disagreements: { message: "disagreements", page: disagreementsPage, listed: true },
  about: { message: "about", page: aboutPage, listed: true },
  document: { message: "document", page: documentPage, listed: false },
  label: { message: "label", page: labelPage, listed: false },
};
const THEMES = ["auto", "light", "dark"] as const;

class Explorer {
  private readonly main = h("main", { id: "main", tabindex: -1 });
  private corpus: Corpus | null = null;
  private view: View | null = null;
  private turn = 0;

  async start(): Promise<void> {
    speak(preferred());
    colour(remembered("theme") ?? "auto");
    this.frame();
    addEventListener("hashchange", () => void this.go());
    try {
      this.corpus = await Corpus.open();
      this.frame();
      await this.go(true);
    } catch (error) {
      this.failed(error);
    }
  }

  private frame(): void {
    const jump = (event: Event) => {
      event.preventDefault();
      this.main.focus();
    };
    document.body.replaceChildren(h("a.skip", { href: "#main", click: jump }, t("skip")), this.header(), this.main, this.footer());
    this.current();
  }

  private header(): HTMLElement {
    const links = Object.entries(PAGES).filter(([name, { listed }]) => listed && (name !== "disagreements" || this.corpus?.differences));
    const name = this.corpus?.facts.name ?? "";
    return h(
      "header.top",
      {},
      h("a.name", { href: address([""]) }, h("bdi", {}, name)),
      h(
        "nav",
        { "aria-label": t("main") },
        h(
          "ul",
          {},
          links.map(([path, { message }]) => h("li", {}, h("a", { href: address([path]), "data-page": path }, t(message)))),
        ),
      ),
      h("div.settings", {}, this.themes(), this.languages()),
    );
  }

  private themes(): HTMLElement {
    const chosen = remembered("theme") ?? "auto";
    const change = (event: Event) => {
      const theme = (event.target as HTMLSelectElement).value;
      remember("theme", theme);
      colour(theme);
    };
    const options = THEMES.map((theme) => h("option", { value: theme, selected: theme === chosen }, t(`theme_${theme}`)));
    return h("label", {}, h("span.hidden", {}, t("theme")), h("select", { name: "theme", change }, options));
  }

  private languages(): HTMLElement {
    const other: Language = language() === "ar" ? "en" : "ar";
    const click = () => {
      remember("language", other);
      history.replaceState(null, "", location.pathname + location.hash); // the address may name a language, too
      speak(other);
      this.frame();
      void this.go(false, true);
    };
    return h("button.language", { type: "button", lang: other, click }, t("language"));
  }

  private footer(): HTMLElement | string {
    const facts = this.corpus?.facts;
    return facts ? h("footer", {}, h("bdi", { lang: "en" }, `${facts.name} ${facts.version}, ${facts.license}`)) : "";
  }

  private current(): void {
    const here = parsed(location.hash).path[0] ?? "";
    const of = here === "document" ? "" : here === "label" ? "labels" : here;
    for (const link of document.querySelectorAll<HTMLElement>("[data-page]")) {
      if (link.dataset.page === of) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  /** Show what the address names. */
  private async go(first = false, again = false): Promise<void> {
    const at = parsed(location.hash);
    if (!this.corpus || (!again && this.view?.revisit?.(at))) return;
    const turn = ++this.turn;
    this.current();
    this.main.setAttribute("aria-busy", "true");
    try {
      const view = await this.viewOf(at);
      if (turn === this.turn) this.show(view, first);
    } catch (error) {
      if (turn === this.turn) this.failed(error);
    } finally {
      if (turn === this.turn) this.main.removeAttribute("aria-busy");
    }
  }

  private async viewOf(at: Address): Promise<View> {
    const name = at.path[0] ?? "";
    const known = Object.hasOwn(PAGES, name) ? PAGES[name]! : null;
    if (!known) return { element: h("div", {}, h("h1", {}, t("not_found"))) };
    const made = await known.page(this.corpus!, at);
    const view = made instanceof HTMLElement ? { element: made } : made;
    return { title: t(known.message), ...view };
  }

  private show(view: View, first: boolean): void {
    const focused =
      document.activeElement instanceof HTMLElement && this.main.contains(document.activeElement)
        ? document.activeElement.getAttribute("name")
        : null;
    this.view = view;
    fill(this.main, view.element);
    document.title = [view.title, this.corpus!.facts.name].filter(Boolean).join(" – ");
    const same = focused ? this.main.querySelector<HTMLElement>(`[name="${CSS.escape(focused)}"]`) : null;
    if (same) same.focus();
    else if (!first) {
      scrollTo(0, 0);
      this.main.focus({ preventScroll: true });
    }
    view.shown?.();
  }

  private failed(error: unknown): void {
    const why = location.protocol === "file:" ? t("file") : error instanceof Error ? error.message : String(error);
    fill(this.main, h("div.notice", { role: "alert" }, h("h1", {}, t("failed")), h("p", { dir: "auto" }, withCode(why))));
  }
}

function colour(theme: string): void {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

void new Explorer().start();
