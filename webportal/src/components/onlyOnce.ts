import type { MouseEvent } from "react";

/** The second click of a double click is meant for what was there before, not for what came in its place. */
export const onlyOnce = (go: () => void) => (event: MouseEvent): void => {
  if (event.detail < 2) go();
};
