/**
 * The words of the first page and those that several pages share, in English; en.pages.ts has the
 * rest, which loads with its pages. Other languages fall back to these two files.
 */

const number = new Intl.NumberFormat("en");

/** "one picture", "1,204 pictures". */
export function count(n: number, one: string, many: string): string {
  return n === 1 ? `1 ${one}` : `${number.format(n)} ${many}`;
}

export const en = {
  code: "en",
  number: (n: number) => number.format(n),
  title: (page: string) => (page ? `${page} · Insecta` : "Insecta"),

  nav: {
    label: "Main",
    skip: "Skip to the content",
    home: "Identify",
    search: "Search",
    review: "Review",
    runs: "Collections and runs",
    models: "Models",
    account: "Account",
    language: "Language",
    plain: "Answers in plain language",
    draft: "This translation is a draft that no speaker has reviewed.",
  },

  page: {
    loading: "Loading …",
    slow: "The server is slow today. The page waits for it; nothing of yours is lost.",
    retry: "Try again",
    missing: "There is nothing at this address.",
    missingHint: "It may have been removed, or you may not be allowed to see it.",
    backHome: "Identify a picture",
    broken: "This page stopped because of a fault of ours.",
    brokenHint: "Nothing you sent is lost. Load the page again; if it happens twice, tell your administrator.",
    reload: "Load the page again",
  },

  problem: {
    offline: "The server cannot be reached.",
    offlineHint: "Check that the platform is running and that you are connected.",
    busy: "The server is busy.",
    busyHint: (seconds: number | null) =>
      seconds === null ? "Try again in a moment." : `It asks to come back in ${count(seconds, "second", "seconds")}.`,
    key: "This platform asks for a key.",
    keyHint: "Sign in under Account, or open it on the machine it runs on. What you sent is kept and goes on.",
    missing: "There is nothing at this address.",
    refused: "The server did not accept this.",
    server: "The server made a mistake.",
    serverHint: "Nothing of yours is changed. Try again; if it happens twice, tell your administrator.",
  },

  home: {
    title: "Identify",
    heading: "Which insect is it?",
    lead: "Give a picture; the name comes at the rank that can be defended, or the reason why there is none.",
    drop: "Drop pictures here",
    dropHint: "or paste them, or",
    choose: "Choose pictures",
    shoot: "Take a picture",
    oneSpecimen: "All pictures that I add together show one specimen",
    what: "What the pictures show",
    pinned: "Specimens of a collection",
    living: "Living insects, outdoors",
    keptIn: (collection: string) => `Kept in the collection “${collection}”; without a licence only its members see them.`,
    dropping: "Let go to identify",
    formats: "JPEG, PNG, WebP or TIFF. Several views of one specimen help.",
    options: "Keep them elsewhere, or give a number",
    visitors: "Without an account: deleted after 24 hours, never trained on, never public. Who has the link to an answer can read it.",
    repeated: (n: number) => `${count(n, "picture was", "pictures were")} already in the list and not added again.`,
    limits: "What the release that answers can do",
  },
};

export type Messages = typeof en;
