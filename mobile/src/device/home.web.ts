/** A page belongs to the server that it came from. */
export const defaultServer = (): string => window.location.origin;
