import { StatusBar } from "expo-status-bar";
import { useEffect, useState } from "react";
import { AccessibilityInfo, Platform, View } from "react-native";
import { SafeAreaProvider, SafeAreaView } from "react-native-safe-area-context";
import { CoreProvider, useCore, useShelf } from "./context";
import { sharedCore, type Core } from "./core";
import { phoneLanguage } from "./device/language";
import { setPageLanguage } from "./device/title";
import { languageFor, speak, t } from "./messages";
import { inShort } from "./parts/AnswerCard";
import { Notice } from "./parts/Layout";
import { TabBar } from "./parts/TabBar";
import { Body } from "./parts/Type";
import { usePage, type Page } from "./router";
import { CropScreen } from "./screens/CropScreen";
import { FindScreen } from "./screens/FindScreen";
import { IdentifyScreen } from "./screens/IdentifyScreen";
import { RecordsScreen } from "./screens/RecordsScreen";
import { SearchScreen } from "./screens/SearchScreen";
import { SettingsScreen } from "./screens/SettingsScreen";
import { SpecimenScreen } from "./screens/SpecimenScreen";
import { Welcome } from "./screens/Welcome";
import { NO_PREFERENCES } from "./store/library";
import { ThemeProvider, useTheme } from "./theme/theme";

export function App() {
  const [core, setCore] = useState<Core | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    sharedCore().then(setCore, () => setFailed(true));
  }, []);
  return (
    <SafeAreaProvider>
      {core ? (
        <CoreProvider core={core}><Themed /></CoreProvider>
      ) : (
        <ThemeProvider preferences={NO_PREFERENCES}><Opening failed={failed} /></ThemeProvider>
      )}
    </SafeAreaProvider>
  );
}

function Opening({ failed }: { failed: boolean }) {
  const { colours } = useTheme();
  return (
    <View role="main" style={{ flex: 1, padding: 24, justifyContent: "center", backgroundColor: colours.paper }}>
      {failed ? <Notice text={t.unopened} hint={t.unopenedHint} grave /> : <Body role="status">{t.opening}</Body>}
    </View>
  );
}

function Themed() {
  const { preferences } = useShelf();
  const language = languageFor(preferences.language, phoneLanguage());
  // Before any screen below is drawn; all of them are drawn anew in another language.
  speak(language);
  useEffect(() => setPageLanguage(language), [language]);
  return <ThemeProvider preferences={preferences}><Shell key={language} /></ThemeProvider>;
}

export function Shell() {
  const core = useCore();
  const { preferences, full } = useShelf();
  const { colours, dark } = useTheme();
  const page = usePage(core.ways);
  return (
    <SafeAreaView style={{ flex: 1, backgroundColor: colours.paper }}>
      <StatusBar style={dark ? "light" : "dark"} />
      {full && <View style={{ padding: 12 }}><Notice text={t.full} grave /></View>}
      <View role="main" style={{ flex: 1 }}>{preferences.introduced ? <Shown page={page} /> : <Welcome />}</View>
      {preferences.introduced && <TabBar page={page} />}
      <Announcer />
    </SafeAreaView>
  );
}

function Shown({ page }: { page: Page }) {
  switch (page.name) {
    case "identify": return <IdentifyScreen />;
    case "records": return <RecordsScreen />;
    case "search": return <SearchScreen />;
    case "settings": return <SettingsScreen />;
    case "find": return <FindScreen key={page.id} id={page.id} />;
    case "crop": return <CropScreen key={page.id} id={page.id} />;
    case "specimen": return <SpecimenScreen key={page.id} id={page.id} />;
  }
}

/** Says a new answer to those who listen. */
function Announcer() {
  const core = useCore();
  const [said, setSaid] = useState("");
  useEffect(() => core.onAnswer((find) => {
    const text = t.answer.announced(inShort(find));
    setSaid(text);
    if (Platform.OS !== "web") AccessibilityInfo.announceForAccessibility(text);
  }), [core]);
  return <Body role="status" aria-live="polite" style={{ position: "absolute", width: 1, height: 1, overflow: "hidden", opacity: 0 }}>{said}</Body>;
}

