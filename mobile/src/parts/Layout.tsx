import { useEffect, type PropsWithChildren } from "react";
import { ScrollView, View, type ViewStyle } from "react-native";
import { setTitle } from "../device/title";
import { t } from "../messages";
import { useTheme } from "../theme/theme";
import { Button } from "./Button";
import { Body, Heading } from "./Type";

/** A page: its heading, and what scrolls. */
export function Page({ heading, lead, onBack, children }: PropsWithChildren<{ heading: string; lead?: string; onBack?: (() => void) | undefined }>) {
  const { colours } = useTheme();
  useEffect(() => setTitle(t.title(heading)), [heading]);
  return (
    <ScrollView
      style={{ flex: 1, backgroundColor: colours.paper }}
      contentContainerStyle={{ padding: 16, paddingBottom: 32, gap: 16, width: "100%", maxWidth: 640, alignSelf: "center" }}
      keyboardShouldPersistTaps="handled"
    >
      {onBack && <View style={{ alignItems: "flex-start" }}><Button label={t.back} onPress={onBack} small /></View>}
      <View>
        <Heading level={1}>{heading}</Heading>
        {lead ? <Body soft>{lead}</Body> : null}
      </View>
      {children}
    </ScrollView>
  );
}

export function Card({ children, style }: PropsWithChildren<{ style?: ViewStyle }>) {
  const { colours } = useTheme();
  return (
    <View style={[{ backgroundColor: colours.sheet, borderColor: colours.line, borderWidth: 1, borderRadius: 12, padding: 14, gap: 10 }, style]}>
      {children}
    </View>
  );
}

export function Row({ children, style }: PropsWithChildren<{ style?: ViewStyle }>) {
  return <View style={[{ flexDirection: "row", flexWrap: "wrap", gap: 10, alignItems: "center" }, style]}>{children}</View>;
}

/** Something a person should know; `grave` where they have to do something. */
export function Notice({ text, hint, grave = false, children }: PropsWithChildren<{ text: string; hint?: string; grave?: boolean }>) {
  const { colours } = useTheme();
  return (
    <View
      role={grave ? "alert" : "note"}
      style={{ backgroundColor: grave ? colours.warnWash : colours.goldWash, borderRadius: 10, padding: 12, gap: 8 }}
    >
      <Body strong colour={grave ? colours.warn : colours.gold}>{text}</Body>
      {hint ? <Body>{hint}</Body> : null}
      {children}
    </View>
  );
}
