/** Where the reader is: a stack of pages. In a browser it is the address after #, so that its buttons work. */
import { useSyncExternalStore } from "react";

export type Tab = "identify" | "records" | "search" | "settings";
export type Page =
  | { name: Tab }
  | { name: "find"; id: string }
  | { name: "crop"; id: string }
  | { name: "specimen"; id: string };

export const TABS: readonly Tab[] = ["identify", "records", "search", "settings"];

/** "/find/3f…"; the way back from `pageOf`. */
export const addressOf = (page: Page): string => ("id" in page ? `/${page.name}/${encodeURIComponent(page.id)}` : `/${page.name}`);

/** The page of an address; the first page for one that is none. */
export function pageOf(address: string): Page {
  const [, name = "", id = ""] = address.split("/");
  if ((name === "find" || name === "crop" || name === "specimen") && id) return { name, id: safe(id) };
  return { name: TABS.find((tab) => tab === name) ?? "identify" };
}

function safe(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** How the device keeps the stack. */
export interface Ways {
  present(): Page;
  go(page: Page): void;
  replace(page: Page): void;
  /** False where there is nothing to go back to. */
  back(): boolean;
  subscribe(listener: () => void): () => void;
}

/** A stack in memory, for phones. */
export function stackWays(first: Page = { name: "identify" }): Ways {
  let stack: Page[] = [first];
  const listeners = new Set<() => void>();
  const set = (fresh: Page[]) => {
    stack = fresh;
    for (const listener of listeners) listener();
  };
  return {
    present: () => stack.at(-1) ?? first,
    // A tab begins a new stack.
    go: (page) => set("id" in page ? [...stack, page] : page.name === "identify" ? [page] : [first, page]),
    replace: (page) => set([...stack.slice(0, -1), page]),
    back: () => {
      if (stack.length < 2) return false;
      set(stack.slice(0, -1));
      return true;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export const usePage = (ways: Ways): Page => useSyncExternalStore(ways.subscribe, ways.present, ways.present);
