import { useRef, useState } from "react";
import { useCore, useShelf } from "../context";
import { t } from "../messages";
import { enqueue } from "../queue/driver";
import type { Find, Habits } from "../records/find";
import { Button } from "./Button";
import { ShareCard } from "./ShareCard";

/** Sends a find's pictures that are not on their way yet; asks once for licence, place and consent. */
export function SendButton({ find, label }: { find: Find; label: string }) {
  const core = useCore();
  const { habits } = useShelf().preferences;
  const [asking, setAsking] = useState(false);
  const begun = useRef(false);
  const send = async () => {
    if (begun.current) return;
    begun.current = true;
    try {
      await enqueue(core.library, find.id, Date.now());
      core.driver.poke();
    } finally {
      begun.current = false;
    }
  };
  const agreed = async (given: Habits) => {
    const { licence, placeShared, recordedBy, consent } = given;
    await core.library.prefer({ habits: given });
    await core.library.update("find", find.id, (one) => ({ ...one, licence, placeShared, recordedBy, consent }));
    setAsking(false);
    await send();
  };
  if (asking) return <ShareCard habits={{ ...habits, placeShared: find.placeShared }} label={t.share.go} onAgreed={(given) => void agreed(given)} />;
  return <Button label={label} kind="main" onPress={() => (find.consent ? void send() : setAsking(true))} />;
}
