const NAME = "insecta.key";

/** The key of the server. A browser has no safe: other pages of the same address could read it. */
export const readKey = (): Promise<string> => Promise.resolve(localStorage.getItem(NAME) ?? "");

export function keepKey(key: string): Promise<void> {
  if (key) localStorage.setItem(NAME, key);
  else localStorage.removeItem(NAME);
  return Promise.resolve();
}
