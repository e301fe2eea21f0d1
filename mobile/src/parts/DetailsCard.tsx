import { useEffect, useRef, useState } from "react";
import { useCore } from "../context";
import { herePlace } from "../device/place";
import { t } from "../messages";
import { edit } from "../records/edit";
import type { Find } from "../records/find";
import { readDay, readPoint } from "../records/typed";
import { Button } from "./Button";
import { Choice, Field } from "./Field";
import { Card, Row } from "./Layout";
import { Body, Heading } from "./Type";

type Changes = Parameters<typeof edit>[2];

/** What is known of a find besides its pictures; every change is kept when its field is left. */
export function DetailsCard({ find, numberFixed }: { find: Find; numberFixed: boolean }) {
  const core = useCore();
  const keep = async (changes: Changes) => {
    if (await edit(core.library, find.id, changes, core.means.now())) core.driver.poke();
  };
  return (
    <Card>
      <Heading level={2}>{t.record.details}</Heading>
      <Choice label={t.identify.kind} value={find.basis} choices={t.identify.kinds} onChange={(basis) => void keep({ basis })} />
      <DateField value={find.date} onChange={(date) => void keep({ date })} />
      <PlaceField find={find} keep={keep} />
      <Kept label={t.record.locality} value={find.locality} onChange={(locality) => void keep({ locality })} />
      <Choice label={t.share.place} value={find.placeShared} choices={t.share.places} onChange={(placeShared) => void keep({ placeShared })} />
      <Choice label={t.record.caste} value={find.caste as keyof typeof t.record.castes} choices={t.record.castes} onChange={(caste) => void keep({ caste })} />
      <Choice label={t.record.stage} value={find.lifeStage as keyof typeof t.record.stages} choices={t.record.stages} onChange={(lifeStage) => void keep({ lifeStage })} />
      <Kept label={t.record.by} value={find.recordedBy} onChange={(recordedBy) => void keep({ recordedBy })} />
      <Kept label={t.record.notes} hint={t.record.notesHint} value={find.notes} multiline onChange={(notes) => void keep({ notes })} />
      {numberFixed ? (
        <Body soft points={14}>{`${t.record.number}: ${find.number}. ${t.record.numberFixed}`}</Body>
      ) : (
        <>
          <Choice label={t.share.licence} value={find.licence as keyof typeof t.share.licences} choices={t.share.licences} onChange={(licence) => void keep({ licence })} />
          <Kept label={t.record.number} value={find.number} atLast={false} onChange={(number) => void (number.trim() && keep({ number: number.trim() }))} />
        </>
      )}
    </Card>
  );
}

/** A text that is kept when its field is left, or, `atLast`, the whole page. */
function Kept({ label, hint, value, onChange, multiline = false, atLast = true }: { label: string; hint?: string; value: string; onChange: (value: string) => void; multiline?: boolean; atLast?: boolean }) {
  const [text, setText] = useState(value);
  useAtLast(() => atLast && text !== value && onChange(text));
  return (
    <Field
      label={label} {...(hint && { hint })} value={text} onChangeText={setText} multiline={multiline} maxLength={1_000}
      onBlur={() => text !== value && onChange(text)}
    />
  );
}

/** Also where the page is left in the middle of a word, by the phone's own way back. */
function useAtLast(keep: () => unknown): void {
  const last = useRef(keep);
  last.current = keep;
  useEffect(() => () => void last.current(), []);
}

function DateField({ value, onChange }: { value: string | null; onChange: (value: string | null) => void }) {
  const [text, setText] = useState(value ?? "");
  const day = readDay(text);
  return (
    <Field
      label={t.record.date} value={text} onChangeText={setText} inputMode="numeric" maxLength={10}
      {...(day === undefined && { error: t.record.dateBad })}
      onBlur={() => day !== undefined && day !== value && onChange(day)}
    />
  );
}

function PlaceField({ find, keep }: { find: Find; keep: (changes: Changes) => Promise<void> }) {
  const [text, setText] = useState("");
  const [trouble, setTrouble] = useState("");
  const here = async () => {
    setTrouble("");
    try {
      await keep({ place: await herePlace() });
    } catch {
      setTrouble(t.record.noLocation);
    }
  };
  const typed = () => {
    if (!text.trim()) return;
    const point = readPoint(text);
    setTrouble(point ? "" : t.record.placeBad);
    if (point) void keep({ place: { ...point, uncertaintyM: null } }).then(() => setText(""));
  };
  const { place } = find;
  return (
    <>
      <Body strong points={15}>{t.record.place}</Body>
      <Body>{place ? t.record.at(place.latitude, place.longitude, place.uncertaintyM) : t.record.noPlace}</Body>
      <Field label={t.record.typed} value={text} onChangeText={setText} onBlur={typed} onSubmitEditing={typed} {...(trouble && { error: trouble })} />
      <Row>
        <Button label={t.record.here} small onPress={() => void here()} />
        {place && <Button label={t.record.removePlace} small kind="danger" onPress={() => void keep({ place: null })} />}
      </Row>
    </>
  );
}
