import { Link } from "@tanstack/react-router";
import { namelessInShort } from "../answer/nameless";
import type { SetMember } from "../api/types";
import { type Column, DataTable } from "../components/DataTable";
import { Taxon } from "../components/Taxon";
import { TrustMark } from "../components/TrustMark";
import { p } from "../messages/pages";

const COLUMNS: readonly Column<SetMember>[] = [
  { head: p.find.columns.number, cell: ({ specimen }) => (specimen ? <Number of={specimen} /> : p.sets.gone) },
  { head: p.sets.then, cell: ({ then }) => (then.scientificName ? <Taxon name={then.scientificName} rank={then.taxonRank} /> : p.answer.none) },
  { head: p.sets.now, cell: (member) => <Now member={member} /> },
  { head: p.find.columns.trust, cell: ({ specimen }) => specimen && <TrustMark trust={specimen.trust} /> },
  { head: p.find.columns.collection, cell: ({ specimen }) => specimen?.collection },
];

/** Each specimen as it is now, beside what it was called when the set was saved. */
export const Members = ({ members }: { members: readonly SetMember[] }) => (
  <DataTable label={p.sets.table} columns={COLUMNS} rows={members} keyOf={({ place }) => place} />
);

const Number = ({ of: { id, catalogNumber } }: { of: NonNullable<SetMember["specimen"]> }) => (
  <Link to="/specimens/$id" params={{ id }}>
    {catalogNumber ?? p.search.noNumber}
  </Link>
);

function Now({ member: { then, specimen } }: { member: SetMember }) {
  if (!specimen) return null;
  if (specimen.scientificName === then.scientificName) return <span className="hint">{p.sets.same}</span>;
  return specimen.scientificName ? <Taxon name={specimen.scientificName} rank={specimen.taxonRank} /> : namelessInShort(specimen.abstention);
}
