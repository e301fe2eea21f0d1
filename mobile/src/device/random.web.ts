import { uuidOf } from "./uuid";

/** crypto.randomUUID is missing where a page came over plain http; this is not. */
export const uuid = (): string => uuidOf(crypto.getRandomValues(new Uint8Array(16)));
