import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { collectionsQuery, newestQuery, releasesQuery, runsQuery } from "../api/queries";
import type { Collection, Release, Run } from "../api/types";
import { ReleaseLimits } from "../components/ReleaseLimits";
import { RunBar } from "../components/RunBar";
import { namelessInShort } from "../answer/nameless";
import { useTitle } from "../components/useTitle";
import { Picker } from "../identify/Picker";
import { useUploads } from "../identify/uploads";
import { t } from "../messages";
import { isRunning, settledOf, totalOf } from "../run/counts";
import "../styles/home.css";

const Results = lazy(() => import("../identify/Results"));

export function HomePage() {
  useTitle(t.home.title);
  const collections = useQuery(collectionsQuery);
  const releases = useQuery(releasesQuery);
  const runs = useQuery(runsQuery);
  const items = useUploads();
  const known = releases.data?.items ?? [];
  const running = (runs.data?.items ?? []).filter(isRunning);
  const release = known.find(({ state }) => state === "champion");
  return (
    <div className="page home">
      <section className="home-head">
        <h1>{t.home.heading}</h1>
        <p className="lead">{t.home.lead}</p>
      </section>
      <Picker collections={collections.data?.items ?? []} failed={collections.error} />
      {release && <Limits release={release} />}
      {items.length > 0 && (
        <Suspense>
          <Results items={items} releases={known} />
        </Suspense>
      )}
      {!releases.isPending && items.length === 0 && <Helps />}
      {!releases.isPending && !collections.isPending && <House collections={collections.data?.items ?? []} running={running} />}
    </div>
  );
}

/** What the release that answers can do, above every answer. */
const Limits = ({ release }: { release: Release }) => (
  <aside className="limit-line" aria-label={t.home.limits}>
    <ReleaseLimits release={release} />
  </aside>
);

interface HouseProps {
  collections: readonly Collection[];
  running: readonly Run[];
}

/** What is in the house already, and what is being taken in now. */
function House({ collections, running }: HouseProps) {
  const { data } = useQuery(newestQuery(running.length > 0));
  const banners = [...new Set(collections.map(({ release }) => release?.banner).filter(Boolean))];
  const items = (data?.items ?? []).filter(({ thumbnail }) => thumbnail !== null);
  if (!items.length && !running.length) return null;
  const titles = new Map(collections.map(({ code, title }) => [code, title]));
  return (
    <section className="house" aria-labelledby="house">
      <div className="section-head">
        <h2 id="house">{t.home.house}</h2>
        {data && <p className="hint">{t.search.total(data.total)}</p>}
        <Link to="/search" className="button button-quiet">
          {t.home.browse}
        </Link>
      </div>
      {banners.map((banner) => (
        <p key={banner} className="banner">
          {banner}
        </p>
      ))}
      {running.map((run) => (
        <Running key={run.id} run={run} title={titles.get(run.collection) || run.collection} />
      ))}
      <ul className="strip">
        {items.map((found) => (
          <li key={found.id}>
            <Link to="/specimens/$id" params={{ id: found.id }}>
              <img src={found.thumbnail ?? ""} alt="" width="320" height="320" loading="lazy" decoding="async" />
              <span>{found.scientificName ?? namelessInShort(found.abstention)}</span>
              <small>{found.catalogNumber ?? t.search.noNumber}</small>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

const Running = ({ run, title }: { run: Run; title: string }) => (
  <div className="now-run">
    <p>
      <strong>{t.home.runningNow(title)}</strong>{" "}
      <span>{t.progress.ofPictures(settledOf(run), totalOf(run))}</span>{" "}
      <Link to="/runs/$id" params={{ id: run.id }}>
        {t.home.watch}
      </Link>
    </p>
    <RunBar run={run} />
  </div>
);

const Helps = () => (
  <section className="helps" aria-labelledby="helps">
    <h2 id="helps">{t.home.examples}</h2>
    <ul>
      {t.home.exampleLines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  </section>
);
