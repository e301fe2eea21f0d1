/** Which key does what in the queue: the reader's own choice, kept in this browser. */

export const ACTIONS = ["accept", "correct", "dispute", "reject", "skip", "undo", "group", "view"] as const;
export type Action = (typeof ACTIONS)[number];
export type Keys = Readonly<Record<Action, string>>;

/** The same letters as on a specimen's page, where both have the act. */
export const DEFAULTS: Keys = {
  accept: "c", correct: "e", dispute: "d", reject: "x", skip: "s", undo: "u", group: "g", view: "v",
};
/** Keys that the picture itself understands. */
const TAKEN = new Set(["+", "=", "-", "0"]);
const KEPT = "insecta review keys";

export function read(store: Pick<Storage, "getItem"> = localStorage): Keys {
  try {
    const given = JSON.parse(store.getItem(KEPT) ?? "{}") as Partial<Record<Action, unknown>>;
    const keys = { ...DEFAULTS };
    for (const action of ACTIONS) {
      const key = given[action];
      if (typeof key === "string" && mayBe(key)) keys[action] = key;
    }
    return new Set(Object.values(keys)).size === ACTIONS.length ? keys : DEFAULTS;
  } catch {
    return DEFAULTS;
  }
}

export function write(keys: Keys, store: Pick<Storage, "setItem"> = localStorage): void {
  try {
    store.setItem(KEPT, JSON.stringify(keys));
  } catch {
    // Kept for as long as the page is open.
  }
}

/** One sign that is typed without a modifier, and that nothing else on the page needs. */
export const mayBe = (key: string): boolean => key.trim().length === 1 && !TAKEN.has(key);

/** The action takes the key; whoever had it gets the action's old one, so that none is without. */
export function changed(keys: Keys, action: Action, key: string): Keys {
  const wanted = key.toLowerCase();
  if (!mayBe(wanted)) return keys;
  const other = ACTIONS.find((one) => keys[one] === wanted);
  return { ...keys, ...(other && { [other]: keys[action] }), [action]: wanted };
}
