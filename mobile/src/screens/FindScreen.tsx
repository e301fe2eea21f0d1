import { useState } from "react";
import { View } from "react-native";
import { useCore, useShelf } from "../context";
import { t, words } from "../messages";
import { AnswerCard } from "../parts/AnswerCard";
import { Button } from "../parts/Button";
import { DetailsCard } from "../parts/DetailsCard";
import { Card, Notice, Page, Row } from "../parts/Layout";
import { Hindrance, QueueCard } from "../parts/QueueCard";
import { SendButton } from "../parts/SendButton";
import { troubleText } from "../parts/Trouble";
import { Body, Heading } from "../parts/Type";
import { Views } from "../parts/Views";
import type { Find } from "../records/find";
import { itemsOf, picturesOf, specimenOf } from "../store/library";
import { useReleaseName } from "./useReleaseName";

export function FindScreen({ id }: { id: string }) {
  const core = useCore();
  const shelf = useShelf();
  const releaseName = useReleaseName();
  const find = shelf.finds.get(id);
  const back = () => void core.ways.back();
  if (!find) return <Page heading={t.record.heading} onBack={back}><Body>{t.record.missing}</Body></Page>;
  const items = itemsOf(shelf, id);
  const specimen = specimenOf(shelf, id, shelf.preferences.server);
  const begun = new Set(items.map((item) => item.id));
  return (
    <Page heading={t.record.heading} onBack={back}>
      <Hindrance />
      <Card><AnswerCard find={find} releaseName={releaseName} /></Card>
      <QueueCard findId={id} />
      {picturesOf(shelf, id).some((picture) => !begun.has(picture.id)) && <SendButton find={find} label={t.record.send} />}
      {specimen && <OnServer find={find} specimen={specimen} />}
      <Views pictures={picturesOf(shelf, id)} isFixed={(picture) => begun.has(picture.id)} />
      <DetailsCard key={id} find={find} numberFixed={items.length > 0} />
      <Remove id={id} />
    </Page>
  );
}

function OnServer({ find, specimen }: { find: Find; specimen: string }) {
  const core = useCore();
  const [trouble, setTrouble] = useState("");
  const refresh = async () => {
    setTrouble("");
    await core.follower.refresh(find.id).catch((error: unknown) => setTrouble(troubleText(error)));
  };
  return (
    <Card>
      {find.identifications.length > 0 && (
        <View style={{ gap: 4 }}>
          <Heading level={2}>{t.record.history}</Heading>
          {find.identifications.map((one) => (
            <Body key={one.id}>
              {t.record.said(one.scientificName ?? words.answer.none, one.identifiedBy ?? t.answer.somebody, one.dateIdentified?.slice(0, 10) ?? "")}
              {` (${words.trust[one.trust] ?? one.trust})`}
            </Body>
          ))}
        </View>
      )}
      {trouble ? <Notice text={trouble} grave /> : null}
      <Row>
        <Button label={t.record.onServer} small onPress={() => core.ways.go({ name: "specimen", id: specimen })} />
        <Button label={t.record.refresh} small onPress={() => void refresh()} />
      </Row>
    </Card>
  );
}

function Remove({ id }: { id: string }) {
  const core = useCore();
  const [sure, setSure] = useState(false);
  const remove = async () => {
    for (const item of itemsOf(core.library.shelf(), id)) await core.driver.cancel(item.id);
    await core.library.removeFind(id);
    core.ways.back();
  };
  if (!sure) return <Button label={t.record.remove} kind="danger" onPress={() => setSure(true)} />;
  return (
    <Notice text={t.record.removeSure} grave>
      <Row>
        <Button label={t.record.remove} kind="danger" onPress={() => void remove()} />
        <Button label={t.cancel} onPress={() => setSure(false)} />
      </Row>
    </Notice>
  );
}
