import { useState, type PropsWithChildren } from "react";
import { Pressable, View } from "react-native";
import { useTheme } from "../theme/theme";
import { Body } from "./Type";
import { useRing } from "./useRing";

/** Folded until somebody wants it. */
export function Fold({ label, children }: PropsWithChildren<{ label: string }>) {
  const { colours } = useTheme();
  const [open, setOpen] = useState(false);
  const { focused, heeding } = useRing();
  return (
    <View style={{ gap: 8 }}>
      <Pressable
        role="button"
        aria-expanded={open}
        accessibilityState={{ expanded: open }}
        onPress={() => setOpen(!open)}
        {...heeding}
        style={{ minHeight: 44, justifyContent: "center", borderRadius: 6, outlineWidth: focused ? 3 : 0, outlineColor: colours.accent, outlineStyle: "solid" }}
      >
        <Body strong colour={colours.accent}>{open ? "▾" : "▸"} {label}</Body>
      </Pressable>
      {open && children}
    </View>
  );
}
