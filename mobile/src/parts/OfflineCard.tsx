import { useState } from "react";
import { useCore, useShelf } from "../context";
import { offeredRelease } from "../core";
import { t } from "../messages";
import { WrongPack } from "../offline/pack";
import { Troubled } from "../server/trouble";
import { NoRoom } from "../store/store";
import { Button } from "./Button";
import { Card, Notice } from "./Layout";
import { troubleText } from "./Trouble";
import { Body, Heading } from "./Type";

function whatFailed(error: unknown): string {
  if (error instanceof WrongPack) return t.settings.offlineBad;
  if (error instanceof NoRoom) return t.identify.noRoom;
  return error instanceof Troubled ? troubleText(error) : t.settings.offlineUnable;
}

/** The release that names without network: which one is kept, and the way to get it. */
export function OfflineCard() {
  const core = useCore();
  const { preferences, releases } = useShelf();
  const [told, setTold] = useState("");
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  const present = releases.size ? core.answerer.present() : null;
  const get = async () => {
    setBusy(true);
    setTold("");
    setTrouble("");
    try {
      const offered = await offeredRelease(core.api(), preferences.habits.collection);
      if (!offered) setTrouble(t.settings.offlineNone);
      else if (offered.digest === present?.id) setTold(t.settings.offlineSame);
      else {
        await core.answerer.keep(offered, await core.api().pack(offered.digest));
        setTold(t.settings.offlineDone);
      }
    } catch (error) {
      setTrouble(whatFailed(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card>
      <Heading>{t.settings.offline}</Heading>
      <Body>{present ? t.settings.offlineKept(present.name, present.version) : t.settings.offlineNone}</Body>
      {trouble ? <Notice text={trouble} grave /> : null}
      {told ? <Body role="status" strong>{told}</Body> : null}
      <Button label={busy ? t.settings.offlineBusy : present ? t.settings.offlineUpdate : t.settings.offlineGet} disabled={busy || !preferences.server} onPress={() => void get()} />
    </Card>
  );
}
