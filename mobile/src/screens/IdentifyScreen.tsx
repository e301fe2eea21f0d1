import { useRef, useState } from "react";
import { View } from "react-native";
import { AnswerCard } from "../parts/AnswerCard";
import { Button } from "../parts/Button";
import { Choice } from "../parts/Field";
import { Card, Notice, Page, Row } from "../parts/Layout";
import { Hindrance, QueueCard } from "../parts/QueueCard";
import { SendButton } from "../parts/SendButton";
import { Views } from "../parts/Views";
import { Body } from "../parts/Type";
import { useCore, useShelf } from "../context";
import { today } from "../device/clock";
import { fromCamera, fromGallery, NotAllowed, type Picked } from "../device/pick";
import { t } from "../messages";
import { newFind, type Find } from "../records/find";
import { MOST_VIEWS, take } from "../records/take";
import { itemsOf, picturesOf } from "../store/library";
import { NoRoom } from "../store/store";
import { useReleaseName } from "./useReleaseName";
import { Line } from "../parts/ReleaseLine";

/** One insect at a time: its views, what was measured on them, and the answer. */
export function IdentifyScreen() {
  const shelf = useShelf();
  const [current, setCurrent] = useState<string | null>(null);
  const find = (current && shelf.finds.get(current)) || null;
  const { add, trouble, reading } = useAdding(find, setCurrent);
  const pictures = find ? picturesOf(shelf, find.id) : [];
  const sending = find !== null && itemsOf(shelf, find.id).length > 0;
  return (
    <Page heading={t.identify.heading} lead={find ? "" : t.identify.lead}>
      <Hindrance />
      {!find && <Line />}
      {trouble ? <Notice text={trouble} grave /> : null}
      {reading && <Body role="status">{t.identify.reading}</Body>}
      {!sending && (
        <Row>
          <Button label={find ? t.identify.more : t.identify.camera} kind={find ? "plain" : "main"} onPress={() => void add(fromCamera)} />
          <Button label={find ? t.identify.moreGallery : t.identify.gallery} onPress={() => void add(fromGallery)} />
        </Row>
      )}
      {find && !sending && pictures.length > 0 && <Ready find={find} onKept={() => setCurrent(null)} />}
      {find && <Progress find={find} sending={sending} onNext={() => setCurrent(null)} />}
      {pictures.length > 0 && <Views pictures={pictures} isFixed={() => sending} />}
    </Page>
  );
}

/** Takes pictures over into the find, or into a new one. */
function useAdding(find: Find | null, onFind: (id: string) => void) {
  const core = useCore();
  const [trouble, setTrouble] = useState("");
  const [reading, setReading] = useState(false);
  // A second tap while the first is still being taken over is the first.
  const busy = useRef(false);
  const add = async (pick: () => Promise<Picked[]>) => {
    if (busy.current) return;
    busy.current = true;
    setTrouble("");
    try {
      const picked = await pick();
      if (picked.length === 0) return;
      setReading(true);
      const { habits } = core.library.shelf().preferences;
      const target = find ?? newFind(core.means.uuid(), core.means.now(), habits, picked[0]?.date ?? today());
      const taken = await take(core.library, target, picked, core.means);
      setTrouble([
        taken.repeated.length ? t.identify.repeated(taken.repeated.length) : "",
        taken.beyond ? t.identify.beyond(MOST_VIEWS, taken.beyond) : "",
      ].filter(Boolean).join(" "));
      if (core.library.shelf().finds.has(target.id)) onFind(target.id);
    } catch (error) {
      setTrouble(told(error));
    } finally {
      busy.current = false;
      setReading(false);
    }
  };
  return { add, trouble, reading };
}

/** The answer, what is still on its way, and where to go from here. */
function Progress({ find, sending, onNext }: { find: Find; sending: boolean; onNext: () => void }) {
  const { ways } = useCore();
  const releaseName = useReleaseName();
  if (!sending && !find.answered) return null;
  return (
    <>
      <Card><AnswerCard find={find} releaseName={releaseName} /></Card>
      <QueueCard findId={find.id} />
      <Row>
        <Button label={t.identify.another} kind="main" onPress={onNext} />
        <Button label={t.identify.open} onPress={() => ways.go({ name: "find", id: find.id })} />
      </Row>
    </>
  );
}

function Ready({ find, onKept }: { find: Find; onKept: () => void }) {
  const core = useCore();
  const set = (basis: Find["basis"]) => void core.library.update("find", find.id, (one) => ({ ...one, basis }));
  return (
    <View style={{ gap: 12 }}>
      <Choice label={t.identify.kind} value={find.basis} choices={t.identify.kinds} onChange={set} />
      {!core.conditions().server && <Body soft>{t.identify.noServer}</Body>}
      <SendButton find={find} label={t.identify.send} />
      <Button label={t.identify.keep} onPress={onKept} />
    </View>
  );
}

function told(error: unknown): string {
  if (error instanceof NoRoom) return t.identify.noRoom;
  return error instanceof NotAllowed ? t.identify.noCamera : t.identify.failed;
}
