import { useId, useState } from "react";
import { Pressable, TextInput, View, type TextInputProps } from "react-native";
import { useTheme } from "../theme/theme";
import { Body } from "./Type";
import { useRing } from "./useRing";

interface FieldProps extends Omit<TextInputProps, "style"> {
  label: string;
  hint?: string;
  error?: string;
}

export function Field({ label, hint, error, ...rest }: FieldProps) {
  const { colours, size } = useTheme();
  const id = useId();
  const [focused, setFocused] = useState(false);
  return (
    <View style={{ gap: 4 }}>
      <Body strong points={15} nativeID={id}>{label}</Body>
      <TextInput
        {...rest}
        accessibilityLabel={label}
        aria-labelledby={id}
        aria-invalid={Boolean(error)}
        placeholderTextColor={colours.soft}
        onFocus={(event) => { setFocused(true); rest.onFocus?.(event); }}
        onBlur={(event) => { setFocused(false); rest.onBlur?.(event); }}
        style={{
          minHeight: 46, borderWidth: focused ? 2 : 1, borderColor: error ? colours.warn : focused ? colours.accent : colours.lineStrong,
          borderRadius: 10, paddingHorizontal: 12, paddingVertical: 8, color: colours.ink, backgroundColor: colours.sheet, fontSize: size(16),
        }}
      />
      {error ? <Body role="alert" points={14} colour={colours.warn}>{error}</Body> : hint ? <Body soft points={14}>{hint}</Body> : null}
    </View>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  /** Said instead of the label, where that alone would not do. */
  said?: string;
  value: T;
  choices: Readonly<Record<T, string>>;
  onChange: (value: T) => void;
}

/** One of several, all seen at once. */
export function Choice<T extends string>({ label, said, value, choices, onChange }: ChoiceProps<T>) {
  const { colours } = useTheme();
  return (
    <View role="radiogroup" accessibilityLabel={said ?? label} style={{ gap: 6 }}>
      <Body strong points={15}>{label}</Body>
      <View style={{ flexDirection: "row", flexWrap: "wrap", gap: 8 }}>
        {(Object.entries(choices) as [T, string][]).map(([key, text]) => (
          <Option key={key} text={text} chosen={key === value} onPress={() => onChange(key)} colours={colours} />
        ))}
      </View>
    </View>
  );
}

function Option({ text, chosen, onPress, colours }: { text: string; chosen: boolean; onPress: () => void; colours: ReturnType<typeof useTheme>["colours"] }) {
  const { focused, heeding } = useRing();
  return (
    <Pressable
      role="radio"
      aria-checked={chosen}
      accessibilityState={{ checked: chosen }}
      onPress={onPress}
      {...heeding}
      style={{
        minHeight: 44, maxWidth: "100%", justifyContent: "center", paddingHorizontal: 14, paddingVertical: 6, borderRadius: 22,
        borderWidth: chosen ? 2 : 1, borderColor: chosen ? colours.accent : colours.lineStrong,
        backgroundColor: chosen ? colours.wash : colours.sheet,
        outlineWidth: focused ? 3 : 0, outlineColor: colours.accent, outlineStyle: "solid", outlineOffset: 2,
      }}
    >
      <Body points={15} strong={chosen}>{chosen ? `✓ ${text}` : text}</Body>
    </Pressable>
  );
}

export function Tick({ label, value, onChange }: { label: string; value: boolean; onChange: (value: boolean) => void }) {
  const { colours } = useTheme();
  const { focused, heeding } = useRing();
  return (
    <Pressable
      role="checkbox"
      aria-checked={value}
      accessibilityState={{ checked: value }}
      accessibilityLabel={label}
      onPress={() => onChange(!value)}
      {...heeding}
      style={{
        flexDirection: "row", gap: 10, alignItems: "center", minHeight: 44, borderRadius: 8,
        outlineWidth: focused ? 3 : 0, outlineColor: colours.accent, outlineStyle: "solid", outlineOffset: 2,
      }}
    >
      <View style={{ width: 26, height: 26, borderRadius: 6, borderWidth: 2, borderColor: colours.accent, alignItems: "center", justifyContent: "center", backgroundColor: value ? colours.accent : colours.sheet }}>
        <Body points={16} strong colour={colours.accentInk} aria-hidden>{value ? "✓" : ""}</Body>
      </View>
      <Body style={{ flex: 1 }}>{label}</Body>
    </Pressable>
  );
}
