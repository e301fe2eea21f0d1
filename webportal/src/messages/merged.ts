/** A translation laid over English; the portal and the app both show what comes of it. */

export type Partly<T> = T extends (...given: never[]) => unknown ? T : T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]?: Partly<T[K]> } : T;

/** English with a translation laid over it, word by word; whatever it lacks stays English. */
export function merged<T extends object>(english: T, words?: object): T {
  if (!words) return english;
  const found = { ...english } as Record<string, unknown>;
  for (const [key, value] of Object.entries(words)) {
    const own = found[key];
    found[key] = isPlain(own) && isPlain(value) ? merged(own, value) : value;
  }
  return found as T;
}

const isPlain = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);
