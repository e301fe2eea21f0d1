import { useState } from "react";
import { t } from "../messages";
import type { Habits, PlaceShared } from "../records/find";
import { Button } from "./Button";
import { Choice, Field, Tick } from "./Field";
import { Card } from "./Layout";
import { Body, Heading } from "./Type";

/** Licence, place and consent in one step, asked once. */
export function ShareCard({ habits, label, onAgreed }: { habits: Habits; label: string; onAgreed: (habits: Habits) => void }) {
  const [given, setGiven] = useState(habits);
  const set = (changes: Partial<Habits>) => setGiven((before) => ({ ...before, ...changes }));
  return (
    <Card>
      <Heading level={2}>{t.share.heading}</Heading>
      <Body soft>{t.share.lead}</Body>
      <Choice label={t.share.licence} value={given.licence as keyof typeof t.share.licences} choices={t.share.licences} onChange={(licence) => set({ licence })} />
      <Choice label={t.share.place} value={given.placeShared} choices={t.share.places} onChange={(placeShared: PlaceShared) => set({ placeShared })} />
      <Field label={t.share.name} value={given.recordedBy} onChangeText={(recordedBy) => set({ recordedBy })} autoComplete="name" maxLength={200} />
      <Tick label={t.share.consent} value={given.consent} onChange={(consent) => set({ consent })} />
      {!given.consent && <Body soft points={14}>{t.share.consentNeeded}</Body>}
      <Button label={label} kind="main" disabled={!given.consent} onPress={() => onAgreed(given)} />
    </Card>
  );
}
