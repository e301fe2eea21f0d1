import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { approve, previewPart } from "../api/naming";
import type { NameDiff, Part, PartPreview, Renamed } from "../api/types";
import { announce } from "../components/Announcer";
import { type Column, DataTable } from "../components/DataTable";
import { ProblemNotice } from "../components/Problems";
import { t } from "../messages";
import { p } from "../messages/pages";
import { ChangeTable, Lost } from "./Tables";
import { CAUTIOUS, type Draft, newName, partOf } from "./part";
import { PartFields } from "./PartFields";

/** A part is described, looked at name by name, and only then approved; what is changed in the form asks for another look. */
export function ApprovePart({ diff }: { diff: NameDiff }) {
  const [draft, setDraft] = useState<Draft>(CAUTIOUS);
  const look = useMutation({
    mutationFn: (part: Part) => previewPart(diff.collection, part),
    onSuccess: ({ specimens }) => announce(p.names.partWould(specimens)),
  });
  const part = partOf(draft);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (part && !look.isPending) look.mutate(part);
  };
  const change = (next: Draft) => {
    setDraft(next);
    look.reset();
  };
  return (
    <form onSubmit={submit}>
      <PartFields draft={draft} onChange={change} />
      <p>
        <button type="submit" className="button" disabled={!part || look.isPending}>
          {look.isPending ? p.names.looking : p.names.preview}
        </button>
      </p>
      {look.error && <ProblemNotice error={look.error} />}
      {look.data && look.variables && <Preview key={look.submittedAt} diff={diff} part={look.variables} found={look.data} />}
    </form>
  );
}

const RENAMED: readonly Column<Renamed>[] = [
  { head: p.names.before, cell: ({ before }) => before ?? p.answer.none },
  { head: p.names.after, cell: newName },
  { head: p.names.change, cell: ({ kind }) => p.names.kinds[kind] },
  { head: p.names.specimens, right: true, cell: ({ specimens }) => t.number(specimens) },
];

function Preview({ diff, part, found }: { diff: NameDiff; part: Part; found: PartPreview }) {
  const [always, setAlways] = useState(false);
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: () => approve(diff.collection, { release: found.release, part: { ...part, always } }),
    onSuccess: async ({ specimens, left }) => {
      announce(p.names.partApproved(specimens ?? 0, left ?? 0));
      await queries.invalidateQueries();
    },
  });
  if (act.data) return <p className="notice">{p.names.partApproved(act.data.specimens ?? 0, act.data.left ?? 0)}</p>;
  return (
    <section className="notice names-preview" aria-label={p.names.preview}>
      {found.lost.length > 0 && <Lost lost={found.lost} label={p.names.lostHere(found.lost.length)} />}
      <p className="notice-title">{p.names.partWould(found.specimens)}</p>
      <p>{p.names.partLeaves(found.left)}</p>
      {found.names.length > 0 && (
        <DataTable label={p.names.beforeAfter} columns={RENAMED} rows={found.names} keyOf={({ kind, before, after, abstention }) => `${kind}|${before}|${after}|${abstention}`} />
      )}
      {found.unlisted > 0 && <p className="hint">{p.names.unlisted(found.unlisted)}</p>}
      {found.examples.length > 0 && (
        <details>
          <summary>{p.names.examplesOf(found.examples.length, found.specimens)}</summary>
          <ChangeTable label={p.names.preview} changes={found.examples} />
        </details>
      )}
      <label className="tick">
        <input type="checkbox" checked={always} onChange={() => setAlways(!always)} />
        {p.names.always}
      </label>
      <button type="button" className="button button-main" disabled={act.isPending || (!found.specimens && !always)} onClick={() => act.mutate()}>
        {p.names.approvePart(found.specimens)}
      </button>
      {act.error && <ProblemNotice error={act.error} />}
    </section>
  );
}
