import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { mayIdentify } from "../account/roles";
import { meQuery } from "../api/queries";
import { identifyOnSet, membersQuery, previewOnSet, takeBackOnSet } from "../api/sets";
import type { SetAct, SetMember, SetPreview } from "../api/types";
import { announce } from "../components/Announcer";
import { ProblemNotice } from "../components/Problems";
import { t } from "../messages";
import { p } from "../messages/pages";
import { BASES, Correction } from "../specimen/Judge";

type Card = NonNullable<SetMember["specimen"]>;

/** One look, said of all of a set that allow it: first counted, then applied, and taken back as a whole. */
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
  const [wanted, want] = useState<Omit<SetAct, "examined"> | null>(null);
  const card = cards.find((one) => one.id === examined);
  const count = useMutation({ mutationFn: () => previewOnSet(id, examined), onSuccess: (told) => announce(told ? sum(told) : "") });
  const choose = (act: Omit<SetAct, "examined">) => {
    want({ ...act, basis });
    count.mutate();
  };
  const again = () => {
    want(null);
    count.reset();
  };
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
        <select value={basis} onChange={({ target }) => setBasis(target.value as typeof basis)}>
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
      {count.error && <ProblemNotice error={count.error} onRetry={() => count.mutate()} />}
      {wanted && count.data && <Apply id={id} act={{ ...wanted, examined }} preview={count.data} onAgain={again} />}
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

function Apply({ id, act, preview, onAgain }: { id: string; act: SetAct; preview: SetPreview; onAgain: () => void }) {
  const queries = useQueryClient();
  const settle = () => queries.invalidateQueries();
  const apply = useMutation({
    mutationFn: () => identifyOnSet(id, act),
    onSuccess: async ({ appliedTo }) => {
      announce(p.sets.applied(appliedTo));
      await settle();
    },
  });
  const undo = useMutation({
    mutationFn: (identification: string) => takeBackOnSet(id, identification),
    onSuccess: async ({ takenBack }) => {
      announce(p.sets.tookBack(takenBack));
      await settle();
    },
  });
  const done = apply.data;
  return (
    <section className="notice" aria-label={p.sets.apply}>
      <p className="notice-title">{done ? p.sets.applied(done.appliedTo) : sum(preview)}</p>
      <KeptOut of={done?.keptOut ?? preview.keptOut} />
      {undo.data && <p role="status">{p.sets.tookBack(undo.data.takenBack)}</p>}
      {!done && (
        <button type="button" className="button button-main" disabled={apply.isPending} onClick={() => apply.mutate()}>
          {p.sets.applyGo(preview.appliesTo)}
        </button>
      )}{" "}
      {done && !undo.data && (
        <button type="button" className="button" disabled={undo.isPending} onClick={() => undo.mutate(done.identification)}>
          {p.sets.takeBack}
        </button>
      )}{" "}
      <button type="button" className="button" onClick={onAgain}>
        {done ? p.sets.another : p.judge.cancel}
      </button>
      {(apply.error ?? undo.error) && <ProblemNotice error={apply.error ?? undo.error} />}
    </section>
  );
}
