/** A phone's app belongs to no server until it is told one. */
export const defaultServer = (): string => "";
