import * as ToggleGroup from "@radix-ui/react-toggle-group";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { tableUrl } from "../api/finding";
import { Problem } from "../api/problem";
import { searchQuery } from "../api/searches";
import { announce } from "../components/Announcer";
import { Loading, ProblemNotice } from "../components/Problems";
import { useTitle } from "../components/useTitle";
import { p } from "../messages/pages";
import { Chosen, Facets } from "../search/Facets";
import { List } from "../search/List";
import { SearchBox } from "../search/SearchBox";
import { SaveSet } from "../sets/SaveSet";
import { type Box, type Filter, type Form, PAGE_SIZE as PAGE, paramsOf, queryText, type SearchState, stateOf } from "../search/url";
import "../styles/search.css";

const MapView = lazy(() => import("../search/MapView"));
const MoreWays = lazy(() => import("../search/MoreWays"));
const route = getRouteApi("/search");
const START = { cursor: "", row: 0 };

export function SearchPage() {
  useTitle(p.search.title);
  const state = stateOf(route.useSearch());
  const [more, setMore] = useState(false);
  const navigate = route.useNavigate();
  const go = useCallback(
    (change: Partial<SearchState>, replace = false) =>
      void navigate({
        search: (old) => paramsOf({ ...stateOf(old), ...START, ...change }),
        replace,
        resetScroll: false,
      }),
    [navigate],
  );
  const onSearch = useCallback((q: string, replace: boolean) => go({ q }, replace), [go]);
  const onFilter = (filter: Filter) =>
    go({ q: "", filters: [...state.filters.filter(({ field }) => field !== filter.field), filter] });
  return (
    <div className="page search">
      <h1 className="unseen">{p.search.heading}</h1>
      <SearchBox q={state.q} onSearch={onSearch} onFilter={onFilter} />
      <p className="search-ways">
        <Link to="/search/alike">{p.find.pictureLink}</Link> <Link to="/search/numbers">{p.find.numbersLink}</Link>{" "}
        <Link to="/sets">{p.sets.link}</Link>
      </p>
      <details className="more-ways-fold" onToggle={({ currentTarget }) => currentTarget.open && setMore(true)}>
        <summary>{p.moreWays.open}</summary>
        {more && (
          <Suspense fallback={<Loading />}>
            <MoreWays onAsk={(text) => go({ q: [state.q, text].join(" ").trim() })} />
          </Suspense>
        )}
      </details>
      <Body state={state} go={go} />
    </div>
  );
}

interface BodyProps {
  state: SearchState;
  go: (change: Partial<SearchState>, replace?: boolean) => void;
}

/** What is asked for, but for the place in it: another of these is another result. */
const resultOf = (state: SearchState): string => `${queryText(state)} ${state.sort} ${state.form}`;

/**
 * The result from where the address says. It is asked page by page; while another is on its way, the one
 * before stays where it is.
 */
function useResult(state: SearchState) {
  const wanted = resultOf(state);
  const began = useRef({ wanted, row: state.row, cursor: state.cursor });
  if (began.current.wanted !== wanted) began.current = { wanted, row: state.row, cursor: state.cursor };
  const { row, cursor } = began.current;
  const query = useInfiniteQuery(searchQuery({ ...state, row, cursor }));
  const shown = useRef(wanted);
  if (!query.isPlaceholderData) shown.current = wanted;
  return { query, shown: shown.current, start: row, offset: cursor ? row - (row % PAGE) : 0 };
}

function Body({ state, go }: BodyProps) {
  const result = useResult(state);
  const { data, error, isSuccess, isPlaceholderData, isFetching, isFetchingNextPage, refetch } = result.query;
  const first = data?.pages[0];
  const total = first?.total ?? 0;
  useEffect(() => {
    if (isSuccess && !isPlaceholderData) announce(p.search.total(total));
  }, [isSuccess, isPlaceholderData, total]);
  if (!first) {
    if (!error) return <Loading />;
    const unreadable = error instanceof Problem && error.status >= 400 && error.status < 500 && error.kind === "refused";
    return unreadable ? <BadQuery error={error} /> : <ProblemNotice error={error} onRetry={() => void refetch()} />;
  }
  const searched = Boolean(state.q || state.filters.length);
  return (
    <div className="search-body">
      <Facets facets={first.facets} filters={state.filters} onChange={(filters) => go({ filters })} />
      <section aria-label={p.search.total(total)} aria-busy={isFetching && !isFetchingNextPage}>
        <Head state={state} go={go} total={total} />
        {!first.complete && (
          <p className="notice" role="status">
            {p.search.incomplete}
          </p>
        )}
        {searched && total > 0 && <SaveSet key={queryText(state)} what={{ query: queryText(state) }} total={total} />}
        {total === 0 ? (
          <Empty searched={searched} />
        ) : state.form === "map" ? (
          <Suspense fallback={<Loading />}>
            <MapView
              key={queryText(state)}
              q={queryText(state)}
              box={state.box}
              onMove={(box) => go({ box }, true)}
              onShow={(box) => go({ q: [state.q, ...inside(box)].join(" ").trim(), form: "grid" })}
            />
          </Suspense>
        ) : (
          <Result key={result.shown} result={result} state={state} form={state.form} total={total} />
        )}
      </section>
    </div>
  );
}

/** A cell of the map in the search language. */
const inside = ([west, south, east, north]: Box): string[] => [`latitude:${south}..${north}`, `longitude:${west}..${east}`];

function Head({ state, go, total }: BodyProps & { total: number }) {
  return (
    <div className="result-head">
      <p className="result-total">{p.search.total(total)}</p>
      <Chosen filters={state.filters} onChange={(filters) => go({ filters })} />
      <label className="result-sort">
        {p.search.sort}
        <select value={state.sort} onChange={(event) => go({ sort: event.target.value })}>
          {Object.entries(p.search.sorts).map(([sort, words]) => (
            <option key={sort} value={sort}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <ToggleGroup.Root
        type="single"
        className="toggle"
        aria-label={p.search.show}
        value={state.form}
        onValueChange={(form) => form && go({ form: form as Form }, true)}
      >
        <ToggleGroup.Item value="grid">{p.search.grid}</ToggleGroup.Item>
        <ToggleGroup.Item value="table">{p.search.table}</ToggleGroup.Item>
        <ToggleGroup.Item value="map">{p.search.map}</ToggleGroup.Item>
      </ToggleGroup.Root>
      {total > 0 && (
        <a className="button button-quiet" href={tableUrl(queryText(state), state.sort)} download>
          {p.find.csv}
        </a>
      )}
    </div>
  );
}

interface ResultProps {
  result: ReturnType<typeof useResult>;
  state: SearchState;
  form: Exclude<Form, "map">;
  total: number;
}

/** The list; the address follows with the cursor of the page that is read and the first row that is seen, so a reload begins there. */
function Result({ result: { query, start, offset }, state, form, total }: ResultProps) {
  const navigate = route.useNavigate();
  const { data, error, hasNextPage, isFetching, isPlaceholderData, fetchNextPage } = query;
  const cursors = (data?.pageParams ?? []) as (string | null)[];
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);

  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetching && !error) void fetchNextPage();
  }, [hasNextPage, isFetching, error, fetchNextPage]);
  const onSeen = (row: number) => {
    if (isPlaceholderData) return;
    const cursor = cursors[Math.floor((row - offset) / PAGE)] ?? "";
    const next = cursor ? { row, cursor } : START;
    if (next.row === state.row && next.cursor === state.cursor) return;
    void navigate({ search: (old) => paramsOf({ ...stateOf(old), ...next }), replace: true, resetScroll: false });
  };
  return (
    <>
      {offset > 0 && (
        <p className="notice from-row">
          {p.find.fromRow(offset + 1)}{" "}
          <Link to="/search" search={paramsOf({ ...state, ...START })} reloadDocument>
            {p.find.top}
          </Link>
        </p>
      )}
      <List items={items} offset={offset} total={total} form={form} start={start} onSeen={onSeen} onNearEnd={onNearEnd} />
      {error && <ProblemNotice error={error} onRetry={() => void fetchNextPage()} />}
      <p className="hint result-foot" role="status">
        {hasNextPage ? p.find.loadingMore : p.search.end}
      </p>
    </>
  );
}

const Empty = ({ searched }: { searched: boolean }) => (
  <div className="notice">
    <p className="notice-title">{searched ? p.search.none : p.search.emptyAll}</p>
    <p>{searched ? p.search.noneHint : p.search.emptyAllHint}</p>
  </div>
);

const BadQuery = ({ error }: { error: Problem }) => (
  <div className="notice notice-problem" role="alert">
    <p className="notice-title">{p.search.badQuery}</p>
    <p>{error.detail || error.title}</p>
    {error.hint && <p>{error.hint}</p>}
  </div>
);
