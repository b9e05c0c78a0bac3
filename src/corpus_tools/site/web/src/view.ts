import type { Address } from "./address";

/** What a page gives to be shown. */
export interface View {
  element: HTMLElement;
  /** The title of the window, beside that of the corpus. */
  title?: string;
  /** Called when it is in the page. */
  shown?: () => void;
  /** Asked when the address changes: true if this view shows the new one by itself. */
  revisit?: (at: Address) => boolean;
}
