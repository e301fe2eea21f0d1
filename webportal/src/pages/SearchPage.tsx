import * as ToggleGroup from "@radix-ui/react-toggle-group";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type FormEvent, useCallback, useEffect, useRef, useState } from "react";
import { Problem } from "../api/problem";
import { searchQuery } from "../api/queries";
import type { Found } from "../api/types";
import { announce } from "../components/Announcer";
import { Loading, ProblemNotice } from "../components/Problems";
import { useTitle } from "../components/useTitle";
import { t } from "../messages";
import { p } from "../messages/pages";
import { Chosen, Facets } from "../search/Facets";
import { FoundGrid, FoundTable } from "../search/Found";
import { type Form, PAGE_SIZE, paramsOf, type SearchState, stateOf } from "../search/url";
import "../styles/search.css";

const route = getRouteApi("/search");
const TYPING_MS = 250;

export function SearchPage() {
  useTitle(t.search.title);
  const state = stateOf(route.useSearch());
  const navigate = route.useNavigate();
  const go = useCallback(
    (change: Partial<SearchState>, replace = false) =>
      void navigate({
        search: (old) => paramsOf({ ...stateOf(old), pages: 1, ...change }),
        replace,
        resetScroll: false,
      }),
    [navigate],
  );
  return (
    <div className="page search">
      <h1 className="unseen">{t.search.heading}</h1>
      <SearchBox q={state.q} onSearch={(q, replace) => go({ q }, replace)} />
      <Result state={state} go={go} />
    </div>
  );
}

/** Searches when typing stops; Enter (a barcode scanner's too) searches at once. */
function SearchBox({ q, onSearch }: { q: string; onSearch: (q: string, replace: boolean) => void }) {
  const [text, setText] = useState(q);
  const asked = useRef(q);
  useEffect(() => {
    if (q !== asked.current) setText(q);
    asked.current = q;
  }, [q]);
  useEffect(() => {
    if (text === asked.current) return undefined;
    const timer = setTimeout(() => {
      const first = asked.current === "";
      asked.current = text;
      onSearch(text, !first);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, onSearch]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    asked.current = text;
    onSearch(text, false);
  };
  return (
    <form role="search" className="search-box" onSubmit={submit}>
      <input
        type="search"
        aria-label={t.search.label}
        placeholder={t.search.placeholder}
        value={text}
        onChange={(event) => setText(event.target.value)}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        enterKeyHint="search"
      />
      <button type="submit" className="button button-main">
        {t.search.go}
      </button>
      <details className="search-help">
        <summary>{p.find.help}</summary>
        <dl>
          {p.find.helpLines.map(([example, meaning]) => (
            <div key={example}>
              <dt>
                <code>{example}</code>
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </details>
    </form>
  );
}

interface ResultProps {
  state: SearchState;
  go: (change: Partial<SearchState>, replace?: boolean) => void;
}

function Result({ state, go }: ResultProps) {
  const query = useInfiniteQuery(searchQuery(state));
  const { data, error, hasNextPage, isFetching, fetchNextPage } = query;
  const pages = data?.pages ?? [];
  const items = pages.flatMap((page) => page.items);
  const total = pages[0]?.total ?? 0;
  const focusAt = useRef<number | null>(null);
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (pages.length < state.pages && hasNextPage && !isFetching && !error) void fetchNextPage();
  }, [pages.length, state.pages, hasNextPage, isFetching, error, fetchNextPage]);

  useEffect(() => {
    if (!query.isSuccess || query.isPlaceholderData) return;
    announce(t.search.loaded(items.length, total));
    if (focusAt.current === null || items.length <= focusAt.current) return;
    list.current?.querySelectorAll<HTMLElement>("[data-found]")[focusAt.current]?.focus();
    focusAt.current = null;
  }, [query.isSuccess, query.isPlaceholderData, items.length, total]);

  const more = () => {
    focusAt.current = items.length;
    go({ pages: pages.length + 1 }, true);
  };
  if (!data) {
    if (!error) return <Loading />;
    const unreadable = error instanceof Problem && error.status >= 400 && error.status < 500;
    return unreadable ? <BadQuery error={error} /> : <ProblemNotice error={error} onRetry={() => void query.refetch()} />;
  }
  return (
    <div className="search-body">
      <Facets facets={pages[0]?.facets ?? []} filters={state.filters} onChange={(filters) => go({ filters })} />
      <section aria-label={t.search.total(total)} aria-busy={isFetching}>
        <div className="result-head">
          <p className="result-total">{t.search.total(total)}</p>
          <Chosen filters={state.filters} onChange={(filters) => go({ filters })} />
          <label className="result-sort">
            {t.search.sort}
            <select value={state.sort} onChange={(event) => go({ sort: event.target.value })}>
              {Object.entries(t.search.sorts).map(([sort, words]) => (
                <option key={sort} value={sort}>
                  {words}
                </option>
              ))}
            </select>
          </label>
          <ToggleGroup.Root
            type="single"
            className="toggle"
            aria-label={t.search.show}
            value={state.form}
            onValueChange={(form) => form && go({ form: form as Form, pages: state.pages }, true)}
          >
            <ToggleGroup.Item value="grid">{t.search.grid}</ToggleGroup.Item>
            <ToggleGroup.Item value="table">{t.search.table}</ToggleGroup.Item>
          </ToggleGroup.Root>
        </div>
        {error && <ProblemNotice error={error} onRetry={() => void fetchNextPage()} />}
        <div ref={list}>{items.length ? <List items={items} form={state.form} /> : <Empty searched={Boolean(state.q || state.filters.length)} />}</div>
        {items.length > 0 && (
          <div className="result-foot">
            {hasNextPage ? (
              <button type="button" className="button" onClick={more} disabled={isFetching}>
                {t.search.more(Math.min(PAGE_SIZE, total - items.length))}
              </button>
            ) : null}
            <p className="hint">{hasNextPage ? t.search.shown(items.length, total) : t.search.end}</p>
          </div>
        )}
      </section>
    </div>
  );
}

const List = ({ items, form }: { items: readonly Found[]; form: Form }) =>
  form === "grid" ? <FoundGrid items={items} /> : <FoundTable items={items} />;

const Empty = ({ searched }: { searched: boolean }) => (
  <div className="notice">
    <p className="notice-title">{searched ? t.search.none : t.search.emptyAll}</p>
    <p>{searched ? t.search.noneHint : t.search.emptyAllHint}</p>
  </div>
);

const BadQuery = ({ error }: { error: Problem }) => (
  <div className="notice notice-problem" role="alert">
    <p className="notice-title">{t.search.badQuery}</p>
    <p>{error.detail || error.title}</p>
  </div>
);
