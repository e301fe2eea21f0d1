import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ChangeEvent, type FormEvent, useState } from "react";
import { byNumbers } from "../api/finding";
import type { Found, NumbersFound } from "../api/types";
import { announce } from "../components/Announcer";
import { type Column, DataTable } from "../components/DataTable";
import { ProblemNotice } from "../components/Problems";
import { Taxon } from "../components/Taxon";
import { TrustMark } from "../components/TrustMark";
import { useTitle } from "../components/useTitle";
import { namelessInShort } from "../answer/nameless";
import { t } from "../messages";
import { p } from "../messages/pages";
import { csvOf, download } from "../search/csv";
import { MOST_NUMBERS, numbersIn } from "../search/numbers";
import { SaveSet } from "../sets/SaveSet";
import "../styles/search.css";

/** A pasted or scanned list of catalogue numbers: found, not found, given twice. */
export function NumbersPage() {
  useTitle(p.find.numbersTitle);
  const [text, setText] = useState("");
  const numbers = numbersIn(text);
  const ask = useMutation({
    mutationFn: (given: string[]) => byNumbers(given),
    onSuccess: ({ found, missing, repeated }) => announce(p.find.numbersCounts(found.length, missing.length, repeated.length)),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (numbers.length && numbers.length <= MOST_NUMBERS) ask.mutate(numbers);
  };
  const read = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    if (file) setText(await file.text());
  };
  return (
    <div className="page search">
      <p className="eyebrow">
        <Link to="/search">{p.search.title}</Link>
      </p>
      <h1>{p.find.numbersTitle}</h1>
      <form className="numbers" onSubmit={submit}>
        <label>
          {p.find.numbersLabel}
          <textarea rows={8} value={text} onChange={(event) => setText(event.target.value)} spellCheck={false} aria-describedby="numbers-hint" />
        </label>
        <p id="numbers-hint" className="hint">
          {p.find.numbersHint}
        </p>
        {numbers.length > MOST_NUMBERS && (
          <p className="notice notice-problem" role="alert">
            {p.find.numbersMany(numbers.length)}
          </p>
        )}
        <p>
          <button type="submit" className="button button-main" disabled={ask.isPending}>
            {p.find.numbersGo}
          </button>{" "}
          <input type="file" id="numbers-file" className="unseen-control" accept=".csv,.txt,.tsv,text/plain" onChange={(event) => void read(event)} />
          <label htmlFor="numbers-file" className="button">
            {p.find.numbersFile}
          </label>
        </p>
      </form>
      {ask.error && <ProblemNotice error={ask.error} onRetry={() => ask.mutate(numbers)} />}
      {ask.data && <Answer answer={ask.data} given={ask.variables} />}
    </div>
  );
}

function Answer({ answer, given }: { answer: NumbersFound; given: string[] }) {
  const { found, missing, repeated } = answer;
  const save = () => {
    const rows = [
      ...found.flatMap(({ number, specimens }) =>
        specimens.map((one) => [number, "found", one.catalogNumber, one.collection, one.scientificName, one.trust, one.id]),
      ),
      ...missing.map((number) => [number, "missing", "", "", "", "", ""]),
    ];
    download("numbers.csv", csvOf([["given", "state", "catalogNumber", "collection", "scientificName", "trust", "specimenId"], ...rows]));
  };
  return (
    <section aria-labelledby="numbers-found">
      <div className="section-head">
        <h2 id="numbers-found">{p.find.numbersCounts(found.length, missing.length, repeated.length)}</h2>
        <button type="button" className="button button-quiet" onClick={save}>
          {p.find.numbersCsv}
        </button>
      </div>
      {found.length > 0 && <SaveSet what={{ numbers: given }} total={found.reduce((sum, one) => sum + one.specimens.length, 0)} />}
      <NumberList title={p.find.numbersMissing} numbers={missing} />
      <NumberList title={p.find.numbersRepeated} numbers={repeated} />
      {found.length > 0 && (
        <DataTable label={p.find.numbersFound} columns={COLUMNS} rows={rowsOf(found)} keyOf={({ card }) => card.id} />
      )}
    </section>
  );
}

interface Row {
  number: string;
  card: Found;
}

const MOST_ROWS = 1000;

const rowsOf = (found: NumbersFound["found"]): Row[] =>
  found.slice(0, MOST_ROWS).flatMap(({ number, specimens }) => specimens.map((card) => ({ number, card })));

const COLUMNS: readonly Column<Row>[] = [
  { head: p.find.columns.given, cell: ({ number }) => number },
  {
    head: p.find.columns.number,
    cell: ({ card }) => (
      <Link to="/specimens/$id" params={{ id: card.id }}>
        {card.catalogNumber}
      </Link>
    ),
  },
  {
    head: p.find.columns.name,
    cell: ({ card }) =>
      card.scientificName ? <Taxon name={card.scientificName} rank={card.taxonRank} /> : namelessInShort(card.abstention),
  },
  { head: p.find.columns.trust, cell: ({ card }) => <TrustMark trust={card.trust} /> },
  { head: p.find.columns.collection, cell: ({ card }) => card.collection },
];

function NumberList({ title, numbers }: { title: string; numbers: readonly string[] }) {
  if (!numbers.length) return null;
  return (
    <details className="number-list" open={numbers.length <= 20}>
      <summary>{`${title} (${t.number(numbers.length)})`}</summary>
      <p className="break">{numbers.join(", ")}</p>
    </details>
  );
}
