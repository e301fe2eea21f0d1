import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { collectionsQuery, meQuery, releasesQuery, runsQuery } from "../api/queries";
import type { Release } from "../api/types";
import { ReleaseLimits } from "../components/ReleaseLimits";
import { useTitle } from "../components/useTitle";
import { Picker } from "../identify/Picker";
import { useUploads } from "../identify/uploads";
import { t } from "../messages";
import { isRunning } from "../run/counts";
import "../styles/home.css";

const House = lazy(() => import("../identify/House"));
const Results = lazy(() => import("../identify/Results"));

export function HomePage() {
  useTitle(t.home.title);
  const me = useQuery(meQuery);
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
      <Picker me={me.data} collections={collections.data?.items ?? []} failed={me.error ?? collections.error} />
      {release && <Limits release={release} />}
      {items.length > 0 && (
        <Suspense>
          <Results items={items} releases={known} />
        </Suspense>
      )}
      {!releases.isPending && !collections.isPending && (
        <Suspense>
          <House collections={collections.data?.items ?? []} running={running} helps={items.length === 0} />
        </Suspense>
      )}
    </div>
  );
}

/** What the release that answers can do, above every answer. */
const Limits = ({ release }: { release: Release }) => (
  <aside className="limit-line" aria-label={t.home.limits}>
    <ReleaseLimits release={release} />
  </aside>
);
