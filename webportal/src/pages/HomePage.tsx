import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { collectionsQuery, releasesQuery, runsQuery } from "../api/queries";
import type { Release } from "../api/types";
import { RunBar } from "../components/RunBar";
import { useTitle } from "../components/useTitle";
import { Picker } from "../identify/Picker";
import { Results } from "../identify/Results";
import { useUploads } from "../identify/uploads";
import { t } from "../messages";
import { isRunning, settledOf, totalOf } from "../run/counts";
import "../styles/home.css";

export function HomePage() {
  useTitle(t.home.title);
  const collections = useQuery(collectionsQuery);
  const releases = useQuery(releasesQuery);
  const items = useUploads();
  const release = current(releases.data?.items ?? []);
  return (
    <div className="page home">
      <RunningRuns />
      <section className="home-head">
        <h1>{t.home.heading}</h1>
        <p className="lead">{t.home.lead}</p>
      </section>
      <Picker collections={collections.data?.items ?? null} failed={collections.error} />
      {release && (
        <aside className="limit-line" aria-label={t.demo.label}>
          {release.banner && <p className="banner">{release.banner}</p>}
          {release.limitLine && <p>{release.limitLine}</p>}
        </aside>
      )}
      <Results items={items} releases={releases.data?.items ?? []} />
    </div>
  );
}

/** The release that answers now. */
function current(releases: readonly Release[]): Release | null {
  return releases.find(({ state }) => state === "champion") ?? null;
}

function RunningRuns() {
  const { data } = useQuery(runsQuery);
  const running = (data?.items ?? []).filter(isRunning);
  if (!running.length) return null;
  return (
    <section className="now" aria-label={t.home.runs}>
      <h2>{t.home.runs}</h2>
      {running.map((run) => (
        <div key={run.id} className="now-run">
          <p>
            <strong>{run.collection}</strong>{" "}
            <span>{t.runs.ofPictures(settledOf(run), totalOf(run))}</span>{" "}
            <Link to="/runs/$id" params={{ id: run.id }}>
              {t.home.watch}
            </Link>
          </p>
          <RunBar run={run} />
        </div>
      ))}
    </section>
  );
}
