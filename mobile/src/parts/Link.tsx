import type { PropsWithChildren } from "react";
import { Platform, Pressable, type ViewStyle } from "react-native";
import { useCore } from "../context";
import { addressOf, type Page } from "../router";
import { useTheme } from "../theme/theme";
import { useRing } from "./useRing";

interface Props {
  to: Page;
  said?: string;
  current?: boolean;
  style?: ViewStyle;
  /** Where the ring lies that shows the focus: outside, or inside of a narrow bar. */
  inset?: boolean;
}

/** Goes to another page; in a browser a real link, so that Enter and "open in a new tab" work. */
export function Link({ to, said, current, style, inset = false, children }: PropsWithChildren<Props>) {
  const { ways } = useCore();
  const { colours } = useTheme();
  const { focused, heeding } = useRing();
  const address = Platform.OS === "web" ? { href: `#${addressOf(to)}` } : {};
  return (
    <Pressable
      {...address}
      role="link"
      {...(said && { accessibilityLabel: said })}
      aria-current={current ? "page" : undefined}
      onPress={() => ways.go(to)}
      {...heeding}
      style={[style, { outlineWidth: focused ? 3 : 0, outlineColor: colours.accent, outlineStyle: "solid", outlineOffset: inset ? -3 : 1 }]}
    >
      {children}
    </Pressable>
  );
}
