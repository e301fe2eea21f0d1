import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { identify } from "../api/acting";
import { Problem } from "../api/problem";
import { meQuery } from "../api/queries";
import { suggestQuery } from "../api/searches";
import type { Act, Specimen } from "../api/types";
import { mayIdentify } from "../account/roles";
import { announce } from "../components/Announcer";
import { onlyOnce } from "../components/onlyOnce";
import { ProblemNotice } from "../components/Problems";
import { p } from "../messages/pages";
import { isType } from "./typeStatus";

export const BASES = ["picture", "specimen", "microscope", "dna"] as const;
export const KEYS_OFF = "insecta keys off";

/** A person's judgement, by one key each: a new statement beside the machine's, never in its place. */
export function Judge({ specimen }: { specimen: Specimen }) {
  const me = useQuery(meQuery);
  if (!me.data || !mayIdentify(me.data, specimen.collection)) return null;
  return <Acts specimen={specimen} />;
}

function Acts({ specimen }: { specimen: Specimen }) {
  const [correcting, setCorrecting] = useState(false);
  const [basis, setBasis] = useState<(typeof BASES)[number]>("picture");
  const [keysOn, setKeysOn] = useState(() => localStorage.getItem(KEYS_OFF) === null);
  const queries = useQueryClient();
  const own = [...specimen.identifications].reverse().find(({ kind, undone, act }) => kind === "person" && !undone && act !== "undo");
  const say = useMutation({
    mutationFn: (act: Act) => identify(specimen.id, specimen.version, act),
    onSuccess: async (_, { act }) => {
      setCorrecting(false);
      announce(p.judge.said[act] ?? "");
      await queries.invalidateQueries({ queryKey: ["specimen", specimen.id] });
    },
  });
  const begin = (act: Act) => !say.isPending && say.mutate(act);
  const hasName = specimen.scientificName !== null;
  const choices = [
    { key: "c", words: p.judge.accept, on: hasName, go: () => begin({ act: "accept", basis }) },
    { key: "e", words: p.judge.correct, on: true, go: () => setCorrecting(true) },
    { key: "d", words: p.judge.dispute, on: hasName, go: () => begin({ act: "dispute", basis }) },
    { key: "x", words: p.judge.reject, on: hasName && !isType(specimen), go: () => begin({ act: "reject", basis }) },
    { key: "u", words: p.judge.undo, on: own !== undefined, go: () => own && begin({ act: "undo", basedOn: own.id, basis }) },
  ];
  useKeys(keysOn && !correcting, choices);
  const stale = say.error instanceof Problem && say.error.status === 412;
  return (
    <section className="judge" aria-labelledby="judge">
      <h2 id="judge">{p.judge.heading}</h2>
      {isType(specimen) && <p className="notice">{p.judge.type}</p>}
      <div className="judge-acts">
        {choices.map(({ key, words, on, go }) => (
          <button key={key} type="button" className="button" disabled={!on || say.isPending} onClick={onlyOnce(go)} {...(keysOn && { "aria-keyshortcuts": key.toUpperCase() })}>
            {words} {keysOn && <kbd>{key.toUpperCase()}</kbd>}
          </button>
        ))}
      </div>
      {correcting && <Correction onSay={(name, qualifier) => begin({ act: "correct", basis, qualifier, ...name })} onCancel={() => setCorrecting(false)} />}
      <div className="judge-more">
        <label>
          {p.judge.basis}
          <select value={basis} onChange={(event) => setBasis(event.target.value as typeof basis)}>
            {BASES.map((one) => (
              <option key={one} value={one}>
                {p.judge.bases[one]}
              </option>
            ))}
          </select>
        </label>
        <label className="tick">
          <input
            type="checkbox"
            checked={keysOn}
            onChange={({ target }) => {
              setKeysOn(target.checked);
              if (target.checked) localStorage.removeItem(KEYS_OFF);
              else localStorage.setItem(KEYS_OFF, "1");
            }}
          />
          {p.judge.keys}
        </label>
      </div>
      {stale ? (
        <div className="notice notice-problem" role="alert">
          <p className="notice-title">{p.judge.stale}</p>
          <button
            type="button"
            className="button"
            onClick={() => {
              say.reset();
              void queries.invalidateQueries({ queryKey: ["specimen", specimen.id] });
            }}
          >
            {p.judge.look}
          </button>
        </div>
      ) : (
        say.error && <ProblemNotice error={say.error} />
      )}
    </section>
  );
}

interface Named {
  scientificName?: string;
  taxonId?: string;
}

interface CorrectionProps {
  onSay: (name: Named, qualifier: string) => void;
  /** None where one has to say something. */
  onCancel?: () => void;
  /** Where to keep what is typed, so that leaving the page loses nothing. */
  draft?: string;
  /** Nobody asked for it: the page stays where it is, and on a phone the picture is not covered by keys. */
  unasked?: boolean;
}

export function Correction({ onSay, onCancel, draft, unasked = false }: CorrectionProps) {
  const [text, setText] = useState(() => (draft && sessionStorage.getItem(draft)) || "");
  const [qualifier, setQualifier] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const { data } = useQuery(suggestQuery(text.trim()));
  useEffect(() => {
    if (!unasked || window.matchMedia("(hover: hover)").matches) input.current?.focus({ preventScroll: unasked });
  }, [unasked]);
  useEffect(() => {
    if (draft) sessionStorage.setItem(draft, text);
  }, [draft, text]);
  const known = data?.items.find(({ scientificName }) => scientificName === text.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) onSay(known?.taxonId ? { taxonId: known.taxonId } : { scientificName: text.trim() }, qualifier);
  };
  return (
    <form className="correction" onSubmit={submit} onKeyDown={(event) => event.key === "Escape" && onCancel?.()}>
      <label>
        {p.judge.name}
        <input ref={input} value={text} list="judge-names" autoComplete="off" spellCheck={false} onChange={(event) => setText(event.target.value)} />
      </label>
      <datalist id="judge-names">
        {(data?.items ?? []).map(({ scientificName, taxonRank }) => (
          <option key={taxonRank + scientificName} value={scientificName}>
            {p.rank[taxonRank] ?? taxonRank}
          </option>
        ))}
      </datalist>
      <label>
        {p.judge.qualifier}
        <select value={qualifier} onChange={(event) => setQualifier(event.target.value)}>
          {["", "cf.", "aff.", "?"].map((one) => (
            <option key={one} value={one}>
              {one || p.judge.noQualifier}
            </option>
          ))}
        </select>
      </label>
      <p className="hint">{p.judge.nameHint}</p>
      <button type="submit" className="button button-main" disabled={!text.trim()}>
        {p.judge.say}
      </button>{" "}
      {onCancel && (
        <button type="button" className="button" onClick={onCancel}>
          {p.judge.cancel}
        </button>
      )}
    </form>
  );
}

/** Single keys, never while somebody types, and switched off for those they hinder. */
export function useKeys(on: boolean, choices: readonly { key: string; on: boolean; go: () => void }[]): void {
  // As soon as it is shown, so that a quick key meets the present choices, not those before.
  useLayoutEffect(() => {
    if (!on) return undefined;
    const press = (event: KeyboardEvent) => {
      const typing = (event.target as HTMLElement).closest("input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable]");
      if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      const choice = choices.find(({ key }) => key === event.key.toLowerCase());
      if (!choice?.on) return;
      event.preventDefault();
      choice.go();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [on, choices]);
}
