import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { approve, forgetRule, keepRule, shownQuery } from "../api/naming";
import type { Part, PastApproval, ShownNames } from "../api/types";
import { announce } from "../components/Announcer";
import { type Column, DataTable } from "../components/DataTable";
import { Loading, ProblemNotice } from "../components/Problems";
import { t } from "../messages";
import { p } from "../messages/pages";
import { when } from "../run/Parts";
import { CAUTIOUS, type Draft, partOf, ruleWords } from "./part";
import { PartFields } from "./PartFields";

interface Props {
  code: string;
  nameOf: (digest: string) => string;
}

/** What stands: the rule that approves without asking, what was approved before, and the ways back. */
export function Standing({ code, nameOf }: Props) {
  const { data, error, refetch } = useQuery(shownQuery(code));
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <>
      <Rule code={code} rule={data.rule} />
      <Past code={code} shown={data} nameOf={nameOf} />
    </>
  );
}

function Rule({ code, rule }: { code: string; rule: ShownNames["rule"] }) {
  const [draft, setDraft] = useState<Draft>(CAUTIOUS);
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: (part: Part | null) => (part ? keepRule(code, part) : forgetRule(code)),
    onSuccess: async (_, part) => {
      announce(part ? p.names.ruleKept : p.names.ruleGone);
      await queries.invalidateQueries({ queryKey: ["shown", code] });
    },
  });
  const part = partOf(draft);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (part && !act.isPending) act.mutate(part);
  };
  return (
    <section aria-labelledby="rule" className="names-standing">
      <h2 id="rule">{p.names.rule}</h2>
      {rule ? (
        <p className="names-rule-now">
          <strong>{ruleWords(rule)}</strong>{" "}
          <button type="button" className="button button-quiet" disabled={act.isPending} onClick={() => act.mutate(null)}>
            {p.names.ruleRemove}
          </button>
        </p>
      ) : (
        <p>{p.names.ruleNone}</p>
      )}
      <p className="hint">{p.names.ruleHint}</p>
      <details>
        <summary>{rule ? p.names.ruleOther : p.names.ruleNew}</summary>
        <form onSubmit={submit}>
          <PartFields draft={draft} onChange={setDraft} />
          <button type="submit" className="button" disabled={!part || act.isPending}>
            {p.names.ruleKeep}
          </button>
        </form>
      </details>
      {act.error && <ProblemNotice error={act.error} />}
    </section>
  );
}

function Past({ code, shown, nameOf }: Props & { shown: ShownNames }) {
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: (release: string) => approve(code, { release, incomplete: true }),
    onSuccess: async () => {
      announce(p.names.tookBack);
      await queries.invalidateQueries();
    },
  });
  const columns: readonly Column<PastApproval>[] = [
    { head: p.specimen.when, cell: ({ at }) => when(at) },
    { head: p.specimen.by, cell: ({ by }) => by },
    { head: p.names.approvedWhat, cell: ({ part }) => (part ? ruleWords(part) : p.names.allOfIt) },
    { head: p.names.after, cell: ({ release }) => nameOf(release) },
    { head: p.names.specimens, right: true, cell: ({ specimens }) => (specimens === null ? "" : t.number(specimens)) },
  ];
  if (!shown.approvals.length) return null;
  const { release, former, apart } = shown;
  return (
    <section aria-labelledby="past">
      <h2 id="past">{p.names.past}</h2>
      {release && apart > 0 && (
        <p>
          {p.names.apart(apart)}{" "}
          <button type="button" className="button" disabled={act.isPending} onClick={() => act.mutate(release)}>
            {p.names.takePartsBack}
          </button>
        </p>
      )}
      {former && (
        <p>
          {p.names.showsNow(release ? nameOf(release) : p.answer.none)}{" "}
          <button type="button" className="button" disabled={act.isPending} onClick={() => act.mutate(former)}>
            {p.names.showAgain(nameOf(former))}
          </button>
        </p>
      )}
      {act.error && <ProblemNotice error={act.error} />}
      <DataTable label={p.names.past} columns={columns} rows={shown.approvals} keyOf={({ at }) => at} />
    </section>
  );
}
