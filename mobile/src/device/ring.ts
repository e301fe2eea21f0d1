/** On a phone only a keyboard or a switch gives the focus. */
export const isSeenFocus = (_target: unknown): boolean => true;
