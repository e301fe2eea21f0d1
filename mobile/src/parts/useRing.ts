import { useState } from "react";
import type { FocusEvent } from "react-native";
import { isSeenFocus } from "../device/ring";

/** The ring around what has the focus, for those who go by keys. */
export function useRing() {
  const [focused, setFocused] = useState(false);
  return {
    focused,
    heeding: {
      onFocus: ({ target }: FocusEvent) => setFocused(isSeenFocus(target)),
      onBlur: () => setFocused(false),
    },
  };
}
