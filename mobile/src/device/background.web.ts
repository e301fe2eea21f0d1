import type { Core } from "../core";

/** A closed page sends nothing; what is left goes on when it is opened again. */
export const sendInBackground = (_open: () => Promise<Core>): void => undefined;
