import { type ChangeEvent, type DragEvent, useCallback, useEffect, useRef, useState } from "react";
import type { Collection } from "../api/types";
import { announce } from "../components/Announcer";
import { ProblemNotice } from "../components/Problems";
import { t } from "../messages";
import { uploads } from "./uploads";

interface Props {
  collections: readonly Collection[];
  failed: Error | null;
}

const VISITORS = "visitors";
const UPLOADS = "uploads";

/** Where pictures come in: dropped anywhere on the page, pasted, or chosen. */
export function Picker({ collections, failed }: Props) {
  const [chosen, choose] = useState<string | null>(null);
  const [catalogNumber, setCatalogNumber] = useState("");
  const [oneSpecimen, setOneSpecimen] = useState(false);
  const [living, setLiving] = useState(false);
  const [repeated, setRepeated] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const choices = offered(collections);
  const collection = chosen ?? preferred(collections);

  const take = useCallback(
    (files: readonly File[]) => {
      if (!files.length) return;
      const twice = uploads.add(files, { collection, catalogNumber: catalogNumber.trim(), living, oneSpecimen });
      setRepeated(twice);
      if (twice) announce(t.home.repeated(twice));
    },
    [collection, catalogNumber, living, oneSpecimen],
  );
  const over = usePageDrop(take);
  usePaste(take);

  if (failed) return <ProblemNotice error={failed} />;
  const onChosen = (event: ChangeEvent<HTMLInputElement>) => {
    take([...(event.target.files ?? [])]);
    event.target.value = "";
  };
  return (
    <section className="picker" aria-label={t.home.choose}>
      <div className={over ? "drop drop-over" : "drop"}>
        <p className="drop-title">{over ? t.home.dropping : t.home.drop}</p>
        <p className="hint">{t.home.dropHint}</p>
        <input ref={input} type="file" id="pictures" className="unseen-control" accept="image/*" multiple onChange={onChosen} />
        <label htmlFor="pictures" className="button button-main">
          {t.home.choose}
        </label>{" "}
        <input type="file" id="camera" className="unseen-control" accept="image/*" capture="environment" onChange={onChosen} />
        <label htmlFor="camera" className="button shoot">
          {t.home.shoot}
        </label>
        <p className="hint">{t.home.formats}</p>
      </div>
      <label className="tick">
        <input type="checkbox" checked={oneSpecimen} onChange={(event) => setOneSpecimen(event.target.checked)} />
        {t.home.oneSpecimen}
      </label>
      <p className="hint kept">{keptWords(collection)}</p>
      {repeated > 0 && <p className="hint">{t.home.repeated(repeated)}</p>}
      <details className="picker-options">
        <summary>
          {t.home.options}
          <span className="hint">: {choices.find(({ code }) => code === collection)?.title}</span>
        </summary>
        <div className="fields">
          <label>
            {t.home.collection}
            <select value={collection} onChange={(event) => choose(event.target.value)}>
              {choices.map(({ code, title }) => (
                <option key={code} value={code}>
                  {title}
                </option>
              ))}
            </select>
          </label>
          <label>
            {t.home.catalogNumber}
            <input value={catalogNumber} onChange={(event) => setCatalogNumber(event.target.value)} autoComplete="off" spellCheck={false} />
          </label>
          <fieldset>
            <legend>{t.home.what}</legend>
            {[false, true].map((one) => (
              <label key={String(one)} className="tick">
                <input type="radio" name="living" checked={living === one} onChange={() => setLiving(one)} />
                {one ? t.home.living : t.home.pinned}
              </label>
            ))}
          </fieldset>
        </div>
      </details>
    </section>
  );
}

/** Trying out comes first; else the collection the server makes for uploads nobody filed. */
const preferred = (collections: readonly Collection[]): string =>
  collections.some(({ code }) => code === VISITORS) ? VISITORS : UPLOADS;

/** The server's collections, and the one for uploads even before the first upload made it. */
function offered(collections: readonly Collection[]): { code: string; title: string }[] {
  const first = preferred(collections);
  const others = collections.filter(({ code }) => code !== first);
  return [{ code: first, title: wordsFor[first] ?? first }, ...others].map(({ code, title }) => ({
    code,
    title: wordsFor[code] ?? (title || code),
  }));
}

const wordsFor: Readonly<Record<string, string>> = {
  [VISITORS]: t.home.visitors,
  [UPLOADS]: t.home.uploads,
};

/** What becomes of the pictures, told before they are sent. */
function keptWords(collection: string): string {
  if (collection === VISITORS) return t.home.visitors;
  return collection === UPLOADS ? t.home.keptUploads : t.home.keptIn(collection);
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
