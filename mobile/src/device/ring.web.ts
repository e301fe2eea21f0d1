/** Whether who has the focus should be seen: after a key, not after a tap. */
export const isSeenFocus = (target: unknown): boolean => !(target instanceof Element) || target.matches(":focus-visible");
