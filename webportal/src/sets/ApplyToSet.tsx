import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { mayIdentify } from "../account/roles";
import { meQuery } from "../api/queries";
import { Problem } from "../api/problem";
import { identifyOnSet, membersQuery, previewOnSet } from "../api/sets";
import type { SetAct, SetMember, SetPreview } from "../api/types";
import { announce } from "../components/Announcer";
import { ProblemNotice } from "../components/Problems";
import { Taxon } from "../components/Taxon";
import { t } from "../messages";
import { p } from "../messages/pages";
import { BASES, Correction } from "../specimen/Judge";
import "../styles/specimen.css";
import { newId } from "./newId";

type Card = NonNullable<SetMember["specimen"]>;

/** One look, said of all of a set that allow it: first counted, then applied. Said.tsx takes it back. */
export function ApplyToSet({ id }: { id: string }) {
  const me = useQuery(meQuery);
  const { data } = useInfiniteQuery(membersQuery(id));
  const cards = data?.pages.flatMap(({ items }) => items.flatMap(({ specimen }) => specimen ?? [])) ?? [];
  const mine = me.data ? cards.filter(({ collection }) => mayIdentify(me.data, collection)) : [];
  if (!mine.length) return null;
  return (
    <details className="set-apply">
      <summary>{p.sets.apply}</summary>
      <Choice id={id} cards={mine} />
    </details>
  );
}

function Choice({ id, cards }: { id: string; cards: readonly Card[] }) {
  const [examined, setExamined] = useState(cards[0]?.id ?? "");
  const [basis, setBasis] = useState<(typeof BASES)[number]>("picture");
  const card = cards.find((one) => one.id === examined);
  const count = useMutation({
    mutationFn: (act: Omit<SetAct, "examined" | "basis">) => previewOnSet(id, { ...act, examined, basis }),
    onSuccess: (told) => announce(sum(told)),
  });
  const choose = (act: Omit<SetAct, "examined" | "basis">) => count.mutate(act);
  const again = () => count.reset();
  const wanted = count.isIdle ? null : count.variables;
  if (!card) return null;
  return (
    <>
      <p className="hint">{p.sets.applyHint}</p>
      <label className="field">
        {p.sets.examined}
        <select
          value={examined}
          onChange={({ target }) => {
            setExamined(target.value);
            again();
          }}
        >
          {cards.map((one) => (
            <option key={one.id} value={one.id}>
              {[one.catalogNumber ?? p.search.noNumber, one.scientificName].filter(Boolean).join(": ")}
            </option>
          ))}
        </select>
      </label>
      <p>
        <Link to="/specimens/$id" params={{ id: examined }} className="target">
          {p.sets.lookAtIt}
        </Link>
      </p>
      <label className="field">
        {p.judge.basis}
        <select
          value={basis}
          onChange={({ target }) => {
            setBasis(target.value as typeof basis);
            again();
          }}
        >
          {BASES.map((one) => (
            <option key={one} value={one}>
              {p.judge.bases[one]}
            </option>
          ))}
        </select>
      </label>
      {!wanted && card.scientificName && (
        <p>
          <button type="button" className="button" onClick={() => choose({ act: "accept" })}>
            {p.sets.acceptAll(card.scientificName)}
          </button>
        </p>
      )}
      {!wanted && <Correction onSay={(name, qualifier) => choose({ act: "correct", qualifier, ...name })} onCancel={again} />}
      {count.error && wanted && <ProblemNotice error={count.error} onRetry={() => choose(wanted)} />}
      {count.error && (
        <button type="button" className="button" onClick={again}>
          {p.judge.cancel}
        </button>
      )}
      {wanted && count.data && (
        <Apply key={count.submittedAt} id={id} act={{ ...wanted, examined, basis }} preview={count.data} onAgain={again} />
      )}
    </>
  );
}

const sum = ({ appliesTo }: Pick<SetPreview, "appliesTo">): string => p.sets.appliesTo(appliesTo);

const KeptOut = ({ of }: { of: SetPreview["keptOut"] }) => {
  const found = Object.entries(of).filter(([, n]) => n);
  if (!found.length) return null;
  return (
    <p className="hint">
      {p.review.keptOut}: {found.map(([why, n]) => `${p.sets.keptOutWhy[why] ?? p.review.keptOutWhy[why] ?? why} ${t.number(n ?? 0)}`).join("; ")}.
    </p>
  );
};

interface ApplyProps {
  id: string;
  act: SetAct;
  preview: SetPreview;
  onAgain: () => void;
}

/** Applies what was counted, under one id however often it is pressed: an answer that got lost doubles nothing. */
function Apply({ id, act, preview, onAgain }: ApplyProps) {
  const queries = useQueryClient();
  const [actId] = useState(newId);
  const apply = useMutation({
    mutationFn: () => identifyOnSet(id, { ...act, actId }, preview.version),
    onSuccess: async ({ appliedTo }) => {
      announce(p.sets.applied(appliedTo));
      await queries.invalidateQueries();
    },
  });
  const done = apply.data;
  const stale = apply.error instanceof Problem && apply.error.status === 412;
  return (
    <section className="notice" aria-label={p.sets.apply}>
      {preview.scientificName && (
        <p className="set-name">
          <Taxon name={preview.scientificName} rank={preview.taxonRank} />
        </p>
      )}
      <p className="notice-title">{done ? p.sets.applied(done.appliedTo) : sum(preview)}</p>
      <KeptOut of={done?.keptOut ?? preview.keptOut} />
      {stale && <p role="alert">{p.sets.stale}</p>}
      {apply.error && !stale && <ProblemNotice error={apply.error} />}
      {!done && !stale && (
        <button type="button" className="button button-main" disabled={apply.isPending} onClick={() => apply.mutate()}>
          {apply.error ? p.sets.applyAgain : p.sets.applyGo(preview.appliesTo)}
        </button>
      )}{" "}
      <button type="button" className="button" onClick={onAgain}>
        {done ? p.sets.another : stale ? p.sets.lookAgain : p.judge.cancel}
      </button>
      {apply.error && !stale && <p className="hint">{p.sets.notTwice}</p>}
    </section>
  );
}
