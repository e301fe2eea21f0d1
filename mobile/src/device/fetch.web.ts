export const fetch: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init);
