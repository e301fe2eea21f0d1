import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { identify } from "../api/acting";
import { Problem } from "../api/problem";
import { decide, holdAgain, nextItem, skipItem } from "../api/reviewing";
import type { Decision, ReviewItem, Waiting } from "../api/types";
import { announce } from "../components/Announcer";
import { p } from "../messages/pages";
import * as kept from "./done";
import { type Done, spoken } from "./wording";

const RENEW_MS = 30_000;

export interface Sitting {
  item: ReviewItem | null;
  waiting: Waiting | null;
  /** What was done in this tab, the newest last. */
  done: readonly Done[];
  busy: boolean;
  error: unknown;
  say: (decision: Decision) => void;
  skip: () => void;
  undo: () => void;
  /** Read the specimen again, or go on where it is gone. */
  again: () => void;
}

/** One person's way through a collection's queue. One thing at a time: a second key press waits for nothing. */
export function useSitting(collection: string): Sitting {
  const queries = useQueryClient();
  const [item, setItem] = useState<ReviewItem | null>(null);
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const [done, setDone] = useState<readonly Done[]>(() => kept.read(collection));
  useEffect(() => kept.write(collection, done), [collection, done]);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(true);
  const working = useRef(false);

  const work = useCallback(async (act: () => Promise<void>) => {
    if (working.current) return;
    working.current = true;
    setBusy(true);
    setError(null);
    try {
      await act();
    } catch (reason) {
      setError(reason);
    } finally {
      working.current = false;
      setBusy(false);
    }
  }, []);

  const goOn = useCallback(
    async (before = "") => {
      const next = await nextItem(collection);
      setItem(next.item);
      setWaiting(next.waiting);
      announce([before, next.item ? spoken(next.item) : p.review.nothing].filter(Boolean).join(" "));
    },
    [collection],
  );

  /** What was recorded is not before one any more, even where the next one does not come. */
  const leave = async (said: string) => {
    try {
      await goOn(said);
    } catch (reason) {
      setItem(null);
      throw reason;
    }
  };

  useEffect(() => {
    setItem(null);
    void work(() => goOn());
  }, [work, goOn]);
  useHeld(item?.specimen.id);

  const say = (decision: Decision) => {
    if (!item) return;
    void work(async () => {
      const { id, version } = item.specimen;
      const recorded = await decide(id, version, decision);
      setDone((before) => [...before, { id, how: "decided", identification: recorded.identification.id, appliedTo: recorded.appliedTo }]);
      void queries.invalidateQueries({ queryKey: ["specimen", id] });
      await leave(p.review.said(p.judge.said[decision.act] ?? "", recorded.appliedTo));
    });
  };
  const skip = () => {
    if (!item) return;
    void work(async () => {
      await skipItem(item.specimen.id);
      setDone((before) => [...before, { id: item.specimen.id, how: "skipped", identification: "", appliedTo: 0 }]);
      await leave(p.review.skipped);
    });
  };
  const undo = () => {
    const last = done.at(-1);
    if (!last) return;
    void work(async () => {
      let back = await holdAgain(last.id);
      if (last.how === "decided") {
        await identify(last.id, back.specimen.version, { act: "undo", basis: "picture", basedOn: last.identification, wholeAct: true });
        back = await holdAgain(last.id);
      }
      setDone((before) => before.slice(0, -1));
      setItem(back);
      announce(`${p.judge.said.undo} ${spoken(back)}`);
    });
  };
  const again = () => {
    void work(async () => {
      const fresh = item && (await holdAgain(item.specimen.id).catch(gone));
      if (fresh) setItem(fresh);
      else await goOn();
    });
  };
  return { item, waiting, done, busy, error, say, skip, undo, again };
}

/** Another has it, or it is no more: then the next one comes. */
function gone(reason: unknown): null {
  if (reason instanceof Problem && (reason.status === 409 || reason.kind === "missing")) return null;
  throw reason;
}

/** While the page is open nobody else is given the specimen, however long one looks. */
function useHeld(id: string | undefined): void {
  useEffect(() => {
    if (!id) return undefined;
    const timer = setInterval(() => void holdAgain(id).catch(() => undefined), RENEW_MS);
    return () => clearInterval(timer);
  }, [id]);
}
