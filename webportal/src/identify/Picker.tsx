import { type ChangeEvent, type DragEvent, lazy, Suspense, useCallback, useEffect, useState } from "react";
import type { Collection, Me } from "../api/types";
import { announce } from "../components/Announcer";
import { ProblemNotice } from "../components/Problems";
import { t } from "../messages";
import { offered, rememberLiving, UPLOADS, VISITORS, wasLiving } from "./filing";
import { addUploads, ready } from "./uploads";

const FilingFields = lazy(() => import("./FilingFields"));

interface Props {
  /** Unknown while the page loads: what is dropped then waits for it. */
  me: Me | undefined;
  collections: readonly Collection[];
  failed: Error | null;
}

/** Where pictures come in: dropped anywhere on the page, pasted, or chosen. */
export function Picker({ me, collections, failed }: Props) {
  const [chosen, choose] = useState<string | null>(null);
  const [number, setNumber] = useState("");
  const [oneSpecimen, setOneSpecimen] = useState(false);
  const [living, setLiving] = useState(wasLiving);
  const [repeated, setRepeated] = useState(0);
  const [early, setEarly] = useState<readonly File[]>([]);
  const codes = me ? offered(me, collections.map(({ code }) => code)) : [UPLOADS];
  const collection = chosen ?? codes[0] ?? UPLOADS;
  const visits = collection === VISITORS;
  const catalogNumber = visits ? "" : number.trim();

  const take = useCallback(
    (files: readonly File[]) => {
      if (!files.length) return;
      if (!me) return setEarly(files);
      void addUploads(files, { collection, catalogNumber, living, oneSpecimen }).then((twice) => {
        setRepeated(twice);
        if (twice) announce(t.home.repeated(twice));
      });
    },
    [me, collection, catalogNumber, living, oneSpecimen],
  );
  useEffect(() => {
    if (!me || !early.length) return;
    setEarly([]);
    take(early);
  }, [me, early, take]);
  useEffect(() => void ready(), []);
  const over = usePageDrop(take);
  usePaste(take);

  if (failed) return <ProblemNotice error={failed} />;
  const onChosen = (event: ChangeEvent<HTMLInputElement>) => {
    take([...(event.target.files ?? [])]);
    event.target.value = "";
  };
  const titles = new Map(collections.map(({ code, title }) => [code, title]));
  return (
    <section className="picker" aria-label={t.home.choose}>
      <div className={over ? "drop drop-over" : "drop"}>
        <p className="drop-title">{over ? t.home.dropping : t.home.drop}</p>
        <p className="hint">{t.home.dropHint}</p>
        <input type="file" id="pictures" className="unseen-control" accept="image/*" multiple onChange={onChosen} />
        <label htmlFor="pictures" className="button button-main">
          {t.home.choose}
        </label>{" "}
        <input type="file" id="camera" className="unseen-control" accept="image/*" capture="environment" onChange={onChosen} />
        <label htmlFor="camera" className="button shoot">
          {t.home.shoot}
        </label>
        <p className="hint">{t.home.formats}</p>
      </div>
      <div className="picker-asks">
        <fieldset>
          <legend>{t.home.what}</legend>
          {[false, true].map((one) => (
            <label key={String(one)} className="tick">
              <input
                type="radio"
                name="living"
                checked={living === one}
                onChange={() => {
                  setLiving(one);
                  rememberLiving(one);
                }}
              />
              {one ? t.home.living : t.home.pinned}
            </label>
          ))}
        </fieldset>
        <label className="tick">
          <input type="checkbox" checked={oneSpecimen} onChange={(event) => setOneSpecimen(event.target.checked)} />
          {t.home.oneSpecimen}
        </label>
      </div>
      <p className="hint kept">{me && (visits ? t.home.visitors : t.home.keptIn(titles.get(collection) || collection))}</p>
      {repeated > 0 && <p className="hint">{t.home.repeated(repeated)}</p>}
      {me && !(visits && codes.length === 1) && (
        <details className="picker-options">
          <summary>{t.home.options}</summary>
          <Suspense>
            <FilingFields
              choices={codes.map((code) => ({ code, title: titles.get(code) || code }))}
              collection={collection}
              catalogNumber={number}
              onCollection={choose}
              onNumber={setNumber}
            />
          </Suspense>
        </details>
      )}
    </section>
  );
}

function usePageDrop(take: (files: readonly File[]) => void): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const hasFiles = (event: DragEvent | globalThis.DragEvent) =>
      event.dataTransfer?.types.includes("Files") ?? false;
    const handlers = {
      dragenter: (event: globalThis.DragEvent) => {
        if (hasFiles(event)) setOver(++depth > 0);
      },
      dragleave: (event: globalThis.DragEvent) => {
        if (hasFiles(event)) setOver(--depth > 0);
      },
      dragover: (event: globalThis.DragEvent) => {
        if (hasFiles(event)) event.preventDefault();
      },
      drop: (event: globalThis.DragEvent) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        depth = 0;
        setOver(false);
        take([...(event.dataTransfer?.files ?? [])]);
      },
    };
    const names = Object.keys(handlers) as (keyof typeof handlers)[];
    for (const name of names) document.addEventListener(name, handlers[name]);
    return () => {
      for (const name of names) document.removeEventListener(name, handlers[name]);
    };
  }, [take]);
  return over;
}

function usePaste(take: (files: readonly File[]) => void): void {
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length) return;
      event.preventDefault();
      take(files);
    };
    document.addEventListener("paste", paste);
    return () => document.removeEventListener("paste", paste);
  }, [take]);
}
