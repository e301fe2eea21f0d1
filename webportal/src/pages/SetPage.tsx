import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { membersQuery, removeSet, setFileUrl, setQuery, setsQuery } from "../api/sets";
import type { SavedSet } from "../api/types";
import { announce } from "../components/Announcer";
import { Loading, ProblemNotice } from "../components/Problems";
import { useTitle } from "../components/useTitle";
import { t } from "../messages";
import { p } from "../messages/pages";
import { ApplyToSet } from "../sets/ApplyToSet";
import { day } from "../sets/day";
import { Members } from "../sets/Members";
import { Said } from "../sets/Said";
import "../styles/sets.css";

const route = getRouteApi("/sets/$id");

/** A frozen list of specimens: what it is, how to cite it, its files, and what became of each name. */
export function SetPage() {
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery(setQuery(id));
  useTitle(data?.title ?? p.sets.title);
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <div className="page sets">
      <p className="eyebrow">
        <Link to="/sets">{p.sets.title}</Link>
      </p>
      <h1 className="break">{data.title}</h1>
      <p className="hint">
        {p.sets.savedBy(data.savedBy)} <time dateTime={data.created}>{day(data.created)}</time> · {p.search.total(data.total)}
      </p>
      {data.note && <p className="set-note">{data.note}</p>}
      <Citation text={data.citation} />
      <p className="set-files">
        <a className="button" href={setFileUrl(id, "table")} download>
          {p.sets.csv}
        </a>
        <a className="button" href={setFileUrl(id, "archive")} download>
          {p.sets.archive}
        </a>
      </p>
      <p className="hint">{p.sets.filesHint}</p>
      {data.own && <Own set={data} />}
      <ApplyToSet id={id} />
      <Said id={id} />
      <List id={id} total={data.total} />
    </div>
  );
}

/** To be copied by a button, or by hand where the browser forbids it. */
function Citation({ text }: { text: string }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      announce(p.sets.copied);
    } catch {
      announce(p.sets.copyByHand);
    }
  };
  return (
    <section aria-labelledby="cite" className="set-cite">
      <h2 id="cite">{p.sets.cite}</h2>
      <p className="break">{text}</p>
      <button type="button" className="button button-quiet" onClick={() => void copy()}>
        {p.sets.copy}
      </button>
    </section>
  );
}

function List({ id, total }: { id: string; total: number }) {
  const { data, error, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery(membersQuery(id));
  const members = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <section aria-labelledby="members">
      <h2 id="members">{p.sets.members}</h2>
      <p className="hint">{p.sets.membersHint}</p>
      {!data && !error && <Loading />}
      {members.length > 0 && <Members members={members} />}
      {error && <ProblemNotice error={error} onRetry={() => void fetchNextPage()} />}
      <p role="status" className="hint">
        {data && p.search.shown(members.length, total)}
      </p>
      {hasNextPage && (
        <button type="button" className="button" disabled={isFetching} onClick={() => void fetchNextPage()}>
          {p.sets.more}
        </button>
      )}
    </section>
  );
}

/** What only who saved it is told: where it came from, what was not found, and the way to remove it. */
function Own({ set: { id, query, missing } }: { set: SavedSet }) {
  const [asking, setAsking] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const act = useMutation({
    mutationFn: () => removeSet(id),
    onSuccess: async () => {
      announce(p.sets.removed);
      queries.setQueryData(setsQuery.queryKey, (old) => old && { ...old, pages: old.pages.map((page) => ({ ...page, items: page.items.filter((one) => one.id !== id) })) });
      await navigate({ to: "/sets" });
      queries.removeQueries({ queryKey: ["sets", id] });
      await queries.invalidateQueries({ queryKey: ["sets"] });
    },
  });
  return (
    <section aria-labelledby="own" className="set-own">
      <h2 id="own">{p.sets.own}</h2>
      {query !== null && (
        <p>
          {p.sets.fromSearch}{" "}
          <Link to="/search" search={query ? { q: query } : {}} className="break">
            {query || p.sets.everything}
          </Link>
        </p>
      )}
      {missing.length > 0 && (
        <details>
          <summary>{`${p.find.numbersMissing} (${t.number(missing.length)})`}</summary>
          <p className="break">{missing.join(", ")}</p>
        </details>
      )}
      {asking ? (
        <p role="group" aria-label={p.sets.remove}>
          {p.sets.sure}{" "}
          <button type="button" className="button button-main" disabled={act.isPending} onClick={() => act.mutate()}>
            {p.sets.remove}
          </button>{" "}
          <button type="button" className="button" autoFocus onClick={() => setAsking(false)}>
            {p.sets.keep}
          </button>
        </p>
      ) : (
        <button type="button" className="button button-quiet" onClick={() => setAsking(true)}>
          {p.sets.remove}
        </button>
      )}
      {act.error && <ProblemNotice error={act.error} onRetry={() => act.mutate()} />}
    </section>
  );
}
