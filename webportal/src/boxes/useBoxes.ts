import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { Problem } from "../api/problem";
import { change, type Change, type Drawn, readRegions, type Regions, regionsQuery } from "../api/regions";
import type { Region } from "../api/types";
import { announce } from "../components/Announcer";
import { p } from "../messages/pages";
import { same } from "./geometry";

/** What takes a change back: the boxes that it drew give way to those that it took. */
interface Undo {
  drawn: readonly Drawn[];
  took: readonly Region[];
  words: string;
}

/** A picture's version also rises when a box gets its name: where the boxes are as they were seen, the change holds. */
async function changeAsSeen(image: string, seen: Regions, wanted: Change): Promise<void> {
  let version = seen.version;
  for (let tries = 0; ; tries += 1) {
    try {
      await change(image, version, wanted);
      return;
    } catch (reason) {
      if (!(reason instanceof Problem) || reason.status !== 412 || tries === 5) throw reason;
      const now = await readRegions(image);
      if (!sameBoxes(now.items, seen.items)) throw reason;
      version = now.version;
    }
  }
}

const sameBoxes = (one: readonly Region[], other: readonly Region[]): boolean =>
  one.length === other.length && one.every(({ id, kind }) => other.some((each) => each.id === id && each.kind === kind));

/** Changes, one after the other, each on the version that is seen; and the way back of each. */
export function useBoxes(image: string) {
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [undos, setUndos] = useState<readonly Undo[]>([]);
  const working = useRef(false);
  const key = regionsQuery(image).queryKey;

  const apply = useCallback(
    async (wanted: Change, words: string): Promise<readonly Region[] | null> => {
      const before = queries.getQueryData<Regions>(key);
      if (working.current || !before) return null;
      working.current = true;
      setBusy(true);
      setError(null);
      try {
        await changeAsSeen(image, before, wanted);
        const took = before.items.filter(({ id }) => wanted.gone.includes(id));
        await queries.invalidateQueries({ queryKey: key });
        announce(words);
        setUndos((old) => [...old, { drawn: wanted.drawn, took, words }]);
        return queries.getQueryData<Regions>(key)?.items.filter(({ box }) => wanted.drawn.some((one) => same(one.box, box))) ?? [];
      } catch (reason) {
        setError(reason);
        await queries.invalidateQueries({ queryKey: key });
        return null;
      } finally {
        working.current = false;
        setBusy(false);
      }
    },
    [image, key, queries],
  );

  const undo = useCallback(async (): Promise<void> => {
    const last = undos.at(-1);
    const now = queries.getQueryData<Regions>(key);
    if (!last || !now) return;
    const gone = now.items.filter(({ box }) => last.drawn.some((one) => same(one.box, box))).map(({ id }) => id);
    const done = await apply({ gone, drawn: last.took.map(({ box, kind }) => ({ box, kind })) }, p.boxes.tookBack(last.words));
    if (done) setUndos((old) => old.slice(0, -2));
  }, [undos, apply, key, queries]);

  return { apply, undo, canUndo: undos.length > 0, error, busy };
}
