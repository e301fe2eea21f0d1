import { useState } from "react";
import { View } from "react-native";
import { useCore, useShelf } from "../context";
import { phoneLanguage } from "../device/language";
import { draftFor, t } from "../messages";
import { Button } from "../parts/Button";
import { Page, Row } from "../parts/Layout";
import { Body } from "../parts/Type";

/** First use: three screens, and every one can be skipped. */
export function Welcome() {
  const { library } = useCore();
  const { preferences } = useShelf();
  const [at, setAt] = useState(0);
  const draft = draftFor(preferences.language, phoneLanguage());
  const page = t.welcome.pages[at];
  const last = at === t.welcome.pages.length - 1;
  const done = () => void library.prefer({ introduced: true });
  if (!page) return null;
  return (
    <Page key={at} heading={page.heading}>
      <Body points={18}>{page.text}</Body>
      <View style={{ height: 8 }} />
      <Row>
        <Button label={last ? t.welcome.begin : t.welcome.next} kind="main" onPress={() => (last ? done() : setAt(at + 1))} />
        {!last && <Button label={t.welcome.skip} onPress={done} />}
      </Row>
      <Body soft points={14} role="status">{t.welcome.step(at + 1, t.welcome.pages.length)}</Body>
      {draft && <Button label={draft.offer} onPress={() => void library.prefer({ language: draft.language })} small />}
    </Page>
  );
}
