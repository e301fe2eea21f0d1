import { Pressable, Text } from "react-native";
import { useTheme } from "../theme/theme";
import { useRing } from "./useRing";

interface Props {
  label: string;
  /** Said instead of the label, where that alone would not do. */
  said?: string;
  onPress: () => void;
  kind?: "main" | "plain" | "danger";
  disabled?: boolean;
  small?: boolean;
}

/** At least 44 points high, and seen to have the focus. */
export function Button({ label, said, onPress, kind = "plain", disabled = false, small = false }: Props) {
  const { colours, size } = useTheme();
  const { focused, heeding } = useRing();
  const main = kind === "main";
  const ink = main ? colours.accentInk : kind === "danger" ? colours.warn : colours.accent;
  return (
    <Pressable
      role="button"
      accessibilityRole="button"
      accessibilityLabel={said ?? label}
      disabled={disabled}
      aria-disabled={disabled}
      onPress={onPress}
      {...heeding}
      style={({ pressed }) => ({
        minHeight: 44, maxWidth: "100%", justifyContent: "center", alignItems: "center", borderRadius: 10, borderWidth: 1,
        paddingHorizontal: small ? 12 : 18, paddingVertical: small ? 6 : 10,
        borderColor: main ? colours.accent : kind === "danger" ? colours.warn : colours.lineStrong,
        backgroundColor: disabled ? colours.mat : main ? colours.accent : colours.sheet,
        opacity: pressed ? 0.75 : 1,
        outlineWidth: focused ? 3 : 0, outlineColor: colours.accent, outlineStyle: "solid", outlineOffset: 2,
      })}
    >
      <Text style={{ color: disabled ? colours.soft : ink, fontSize: size(small ? 15 : 16), fontWeight: "600", textAlign: "center" }}>{label}</Text>
    </Pressable>
  );
}
