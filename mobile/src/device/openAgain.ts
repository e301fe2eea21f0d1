/** A phone's app opens without network by itself. */
export const openAgainOffline = (): void => undefined;
