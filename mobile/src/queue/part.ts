/** Bytes that a lost connection makes us send again at most. */
export const PART = 512 * 1024;
