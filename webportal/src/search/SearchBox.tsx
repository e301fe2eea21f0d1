import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { numberQuery, suggestQuery } from "../api/searches";
import type { Found, Suggestion } from "../api/types";
import { rankWord } from "../answer/wording";
import { Taxon } from "../components/Taxon";
import { p } from "../messages/pages";
import type { Filter } from "./url";

interface Props {
  q: string;
  onSearch: (q: string, replace: boolean) => void;
  onFilter: (filter: Filter) => void;
}

const TYPING_MS = 120;
const MOST = 8;

type Option = { kind: "taxon"; taxon: Suggestion } | { kind: "number"; found: Found };

/**
 * One box. It searches when typing stops; Enter (a barcode scanner's too) searches at once; arrow keys
 * choose among names that begin so and specimens that bear the number.
 */
export function SearchBox({ q, onSearch, onFilter }: Props) {
  const [text, setText] = useState(q);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const asked = useRef(q);
  const list = useId();
  const navigate = useNavigate();
  const settled = useSettled(text, TYPING_MS);
  const options = useOptions(open ? settled.trim() : "");

  useEffect(() => {
    if (q !== asked.current) setText(q);
    asked.current = q;
  }, [q]);
  useEffect(() => {
    if (text === asked.current) return undefined;
    const timer = setTimeout(() => {
      const first = asked.current === "";
      asked.current = text;
      onSearch(text, !first);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, onSearch]);

  const close = () => {
    setOpen(false);
    setAt(-1);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    asked.current = text;
    close();
    onSearch(text, false);
  };
  const choose = (option: Option) => {
    close();
    if (option.kind === "number") {
      void navigate({ to: "/specimens/$id", params: { id: option.found.id } });
      return;
    }
    const { scientificName, taxonRank } = option.taxon;
    asked.current = "";
    setText("");
    onFilter(Object.hasOwn(p.field, taxonRank) ? { field: taxonRank, value: scientificName } : { field: "scientific_name", value: scientificName });
  };
  const keys = (event: KeyboardEvent) => {
    const chosen = options[at];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!options.length) return;
      event.preventDefault();
      setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      setAt((old) => ((old + 1 + step + options.length + 1) % (options.length + 1)) - 1);
    } else if (event.key === "Escape" && open && options.length) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && open && chosen) {
      event.preventDefault();
      choose(chosen);
    }
  };
  const shown = open && options.length > 0;
  return (
    <form role="search" className="search-box" onSubmit={submit}>
      <div className="search-field" onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || close()}>
        <input
          type="search"
          role="combobox"
          aria-label={p.search.label}
          aria-expanded={shown}
          aria-controls={list}
          aria-autocomplete="list"
          {...(at >= 0 && shown && { "aria-activedescendant": `${list}-${at}` })}
          placeholder={p.search.placeholder}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setOpen(true);
            setAt(-1);
          }}
          onKeyDown={keys}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          enterKeyHint="search"
        />
        <ul id={list} role="listbox" aria-label={p.find.suggestions} className="suggestions" hidden={!shown}>
          {options.map((option, place) => (
            <li
              key={option.kind === "taxon" ? option.taxon.taxonRank + option.taxon.scientificName : option.found.id}
              id={`${list}-${place}`}
              role="option"
              aria-selected={place === at}
              onPointerDown={(event) => {
                event.preventDefault();
                choose(option);
              }}
            >
              <OptionText option={option} />
            </li>
          ))}
        </ul>
        <p className="unseen" role="status">
          {shown ? p.find.suggested(options.length) : ""}
        </p>
      </div>
      <button type="submit" className="button button-main">
        {p.search.go}
      </button>
      <details className="search-help">
        <summary>{p.find.help}</summary>
        <dl>
          {p.find.helpLines.map(([example, meaning]) => (
            <div key={example}>
              <dt>
                <code>{example}</code>
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </details>
    </form>
  );
}

function OptionText({ option }: { option: Option }) {
  if (option.kind === "number") {
    const { catalogNumber, collection } = option.found;
    return (
      <>
        <strong>{catalogNumber}</strong> <small>{`${p.find.suggestNumber} · ${collection}`}</small>
      </>
    );
  }
  const { scientificName, taxonRank, specimens } = option.taxon;
  return (
    <>
      <Taxon name={scientificName} rank={taxonRank} /> <small>{p.find.suggestTaxon(rankWord(taxonRank), specimens)}</small>
    </>
  );
}

/** What could be meant: specimens that bear the number first, then names. */
function useOptions(text: string): Option[] {
  const numbers = useQuery(numberQuery(text));
  const taxa = useQuery(suggestQuery(text));
  if (text.length < 2) return [];
  const bearing = numbers.data?.found.flatMap(({ specimens }) => specimens) ?? [];
  return [
    ...bearing.map((found): Option => ({ kind: "number", found })),
    ...(taxa.data?.items ?? []).map((taxon): Option => ({ kind: "taxon", taxon })),
  ].slice(0, MOST);
}

function useSettled(value: string, milliseconds: number): string {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}
