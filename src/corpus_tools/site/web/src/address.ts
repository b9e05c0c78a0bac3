// Every view has an address: `#/page/part?key=value`.

export interface Address {
  path: string[];
  query: URLSearchParams;
}

export function parsed(hash: string): Address {
  const [path, query] = hash.replace(/^#\/?/, "").split("?", 2);
  return { path: (path ?? "").split("/").map(decoded), query: new URLSearchParams(query ?? "") };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a view; values that are empty are left out. */
export function address(path: string[], query: Record<string, string | number | null | undefined> | URLSearchParams = {}): string {
  const given = query instanceof URLSearchParams ? [...query] : Object.entries(query);
  const kept = given.filter(([, value]) => value !== null && value !== undefined && value !== "") as [string, string][];
  const search = new URLSearchParams(kept.map(([key, value]) => [key, String(value)])).toString();
  return `#/${path.map(encodeURIComponent).join("/")}${search ? `?${search}` : ""}`;
}

export const documentAddress = (id: string, item?: string | null) => address(item ? ["document", id, item] : ["document", id]);
export const labelAddress = (kind: string, label: string) => address(["label", kind, ...label.split("/")]);
