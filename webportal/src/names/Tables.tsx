import { Link } from "@tanstack/react-router";
import type { LostName, NameChange } from "../api/types";
import { rankWord } from "../answer/wording";
import { type Column, DataTable } from "../components/DataTable";
import { t } from "../messages";
import { p } from "../messages/pages";
import { newName } from "./part";

const LOST: readonly Column<LostName>[] = [
  { head: p.specimen.name, cell: ({ scientificName }) => scientificName },
  { head: p.field.rank ?? "", cell: ({ taxonRank }) => rankWord(taxonRank) },
  { head: p.names.bear, right: true, cell: ({ specimens }) => t.number(specimens) },
  { head: p.names.instead, cell: ({ mergedInto }) => mergedInto ?? p.names.insteadNothing },
];

/** First of all: names that nothing will be called any more. */
export const Lost = ({ lost, label }: { lost: readonly LostName[]; label: string }) => (
  <section aria-label={label}>
    <h3>{label}</h3>
    <DataTable label={label} columns={LOST} rows={lost} keyOf={({ scientificName, taxonRank }) => taxonRank + scientificName} />
  </section>
);

const CHANGED: readonly Column<NameChange>[] = [
  {
    head: p.find.columns.number,
    cell: ({ specimenId, catalogNumber }) => (
      <Link to="/specimens/$id" params={{ id: specimenId }}>
        {catalogNumber ?? p.search.noNumber}
      </Link>
    ),
  },
  { head: p.names.before, cell: ({ before }) => before ?? p.answer.none },
  { head: p.names.after, cell: newName },
  { head: p.find.columns.confidence, right: true, cell: ({ confidence }) => (confidence === null ? "" : p.answer.percent(confidence)) },
];

export const ChangeTable = ({ label, changes }: { label: string; changes: readonly NameChange[] }) => (
  <DataTable label={label} columns={CHANGED} rows={changes} keyOf={({ specimenId }) => specimenId} />
);
