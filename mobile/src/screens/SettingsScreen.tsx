import { useState } from "react";
import { useCore, useShelf } from "../context";
import { isDraft, LANGUAGES, speaks, t } from "../messages";
import { Button } from "../parts/Button";
import { Choice, Field, Tick } from "../parts/Field";
import { Card, Notice, Page, Row } from "../parts/Layout";
import { OfflineCard } from "../parts/OfflineCard";
import { ServerCard } from "../parts/ServerCard";
import { Body, Heading } from "../parts/Type";
import { exportRecords } from "./RecordsScreen";

export function SettingsScreen() {
  const { library } = useCore();
  const shelf = useShelf();
  const { preferences } = shelf;
  const { habits } = preferences;
  const setHabits = (changes: Partial<typeof habits>) => void library.prefer({ habits: { ...habits, ...changes } });
  return (
    <Page heading={t.settings.heading}>
      <ServerCard key={preferences.server} />
      <Card>
        <Heading>{t.settings.sharing}</Heading>
        <CollectionField value={habits.collection} onChange={(collection) => setHabits({ collection })} />
        <Choice label={t.share.licence} value={habits.licence as keyof typeof t.share.licences} choices={t.share.licences} onChange={(licence) => setHabits({ licence })} />
        <Choice label={t.share.place} value={habits.placeShared} choices={t.share.places} onChange={(placeShared) => setHabits({ placeShared })} />
        <Tick label={t.settings.wifi} value={preferences.wifiOnly} onChange={(wifiOnly) => void library.prefer({ wifiOnly })} />
      </Card>
      <OfflineCard />
      <Card>
        <Heading>{t.settings.look}</Heading>
        <Choice label={t.settings.colours} value={preferences.scheme} choices={t.settings.scheme} onChange={(scheme) => void library.prefer({ scheme })} />
        <Tick label={t.settings.large} value={preferences.largeText} onChange={(largeText) => void library.prefer({ largeText })} />
        <Choice label={t.settings.language} value={preferences.language} choices={{ system: t.settings.asPhone, ...LANGUAGES }} onChange={(language) => void library.prefer({ language })} />
        {isDraft(speaks()) && <Body soft points={14}>{t.settings.draft}</Body>}
      </Card>
      <Card>
        <Heading>{t.settings.data}</Heading>
        <Button label={t.settings.export} onPress={() => void exportRecords([...shelf.finds.values()], shelf)} />
        <Button label={t.settings.again} onPress={() => void library.prefer({ introduced: false })} />
        <Erase />
      </Card>
    </Page>
  );
}

function CollectionField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value);
  return <Field label={t.settings.collection} value={text} onChangeText={setText} onBlur={() => text.trim() && onChange(text.trim())} autoCapitalize="none" maxLength={100} />;
}

function Erase() {
  const core = useCore();
  const [sure, setSure] = useState(false);
  if (!sure) return <Button label={t.settings.erase} kind="danger" onPress={() => setSure(true)} />;
  return (
    <Notice text={t.settings.eraseSure} grave>
      <Row>
        <Button label={t.settings.eraseGo} kind="danger" onPress={() => void core.erase()} />
        <Button label={t.cancel} onPress={() => setSure(false)} />
      </Row>
    </Notice>
  );
}
