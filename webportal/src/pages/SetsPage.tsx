import { useQuery } from "@tanstack/react-query";
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
  const { data, error, refetch } = useQuery(setsQuery);
  return (
    <div className="page narrow sets">
      <p className="eyebrow">
        <Link to="/search">{p.search.title}</Link>
      </p>
      <h1>{p.sets.title}</h1>
      <p className="lead">{p.sets.lead}</p>
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.items.length === 0 && (
        <div className="notice">
          <p className="notice-title">{p.sets.none}</p>
          <p>
            {p.sets.noneHint} <Link to="/search">{p.search.title}</Link> · <Link to="/search/numbers">{p.find.numbersLink}</Link>
          </p>
        </div>
      )}
      <ul className="set-list">
        {data?.items.map(({ id, title, total, created }) => (
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
      {data && data.items.length > 0 && <p className="hint">{p.sets.shown(t.number(data.items.length))}</p>}
    </div>
  );
}
