/** A picture that is not read here as the server reads it; it is left to the server. */
export class Unreadable extends Error {
  constructor(readonly why: string) {
    super(`not read here: ${why}`);
    this.name = "Unreadable";
  }
}

/** The server's limit for what anybody sends; a phone would not have the memory for more either. */
export const MOST_PIXELS = 50_000_000;
