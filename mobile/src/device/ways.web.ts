import { addressOf, pageOf, type Page, type Ways } from "../router";

/** The browser's own history. */
export function ways(): Ways {
  let known = window.location.hash;
  let page: Page = pageOf(known.slice(1));
  let depth = 0;
  return {
    present: () => {
      if (window.location.hash !== known) {
        known = window.location.hash;
        page = pageOf(known.slice(1));
      }
      return page;
    },
    go: (next) => {
      depth += 1;
      window.location.hash = addressOf(next);
    },
    replace: (next) => {
      window.history.replaceState(null, "", `#${addressOf(next)}`);
      window.dispatchEvent(new HashChangeEvent("hashchange"));
    },
    back: () => {
      if (depth === 0) {
        window.location.hash = addressOf({ name: "records" });
        return true;
      }
      depth -= 1;
      window.history.back();
      return true;
    },
    subscribe: (listener) => {
      window.addEventListener("hashchange", listener);
      return () => window.removeEventListener("hashchange", listener);
    },
  };
}
