import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { setsQuery } from "../api/sets";
import { Loading, ProblemNotice } from "../components/Problems";
import { useTitle } from "../components/useTitle";
import { t } from "../messages";
import { p } from "../messages/pages";
import { day } from "../sets/day";
import "../styles/sets.css";

/** One's own saved sets, newest first. */
export function SetsPage() {
  useTitle(p.sets.title);
  const { data, error, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery(setsQuery);
  const own = data?.pages.flatMap(({ items }) => items) ?? [];
  const total = data?.pages.at(-1)?.total ?? own.length;
  return (
    <div className="page narrow sets">
      <p className="eyebrow">
        <Link to="/search">{p.search.title}</Link>
      </p>
      <h1>{p.sets.title}</h1>
      <p className="lead">{p.sets.lead}</p>
      {error && <ProblemNotice error={error} onRetry={() => void fetchNextPage()} />}
      {!data && !error && <Loading />}
      {data && own.length === 0 && (
        <div className="notice">
          <p className="notice-title">{p.sets.none}</p>
          <p>
            {p.sets.noneHint} <Link to="/search">{p.search.title}</Link> · <Link to="/search/numbers">{p.find.numbersLink}</Link>
          </p>
        </div>
      )}
      <ul className="set-list">
        {own.map(({ id, title, total, created }) => (
          <li key={id}>
            <Link to="/sets/$id" params={{ id }}>
              {title}
            </Link>
            <span className="hint">
              {p.search.total(total)} · <time dateTime={created}>{day(created)}</time>
            </span>
          </li>
        ))}
      </ul>
      {own.length > 0 && (
        <p className="hint" role="status">
          {p.sets.shown(t.number(own.length), t.number(total))}
        </p>
      )}
      {hasNextPage && (
        <button type="button" className="button" disabled={isFetching} onClick={() => void fetchNextPage()}>
          {p.sets.more}
        </button>
      )}
    </div>
  );
}
