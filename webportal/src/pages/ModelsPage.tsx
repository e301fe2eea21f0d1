import { useQuery } from "@tanstack/react-query";
import { releasePackUrl } from "../api/client";
import { releasesQuery } from "../api/queries";
import type { Release } from "../api/types";
import { Loading, ProblemNotice } from "../components/Problems";
import { ReleaseLimits } from "../components/ReleaseLimits";
import { useTitle } from "../components/useTitle";
import { t } from "../messages";
import { p } from "../messages/pages";
import { when } from "../run/Parts";
import "../styles/runs.css";

/** The networks that answer: what each can do and cannot, and its files. */
export function ModelsPage() {
  useTitle(p.models.title);
  const { data, error, refetch } = useQuery(releasesQuery);
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <div className="page runs">
      <h1>{p.models.title}</h1>
      <p className="lead">{p.models.lead}</p>
      <ul className="run-list">
        {[...data.items].reverse().map((release) => (
          <li key={release.digest} id={release.digest}>
            <Card release={release} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Card({ release }: { release: Release }) {
  const { name, version, state, digest, created, licence, taxa, side } = release;
  return (
    <article className="run-card" aria-label={`${name} ${version}`}>
      <div className="run-card-head">
        <h2>{`${name} ${version}`}</h2>
        <p className="run-state">{p.models.states[state] ?? state}</p>
      </div>
      <ReleaseLimits release={release} />
      <dl className="facts">
        <Fact term={p.models.taxa}>{t.number(taxa)}</Fact>
        <Fact term={p.models.side}>{p.specimen.pixels(side, side)}</Fact>
        <Fact term={p.models.since}>{when(created)}</Fact>
        <Fact term={p.models.licence}>{licence}</Fact>
        <Fact term={p.models.digest}>
          <code className="break">{digest}</code>
        </Fact>
      </dl>
      <p>
        <a href={releasePackUrl(digest)} className="button" download>
          {p.models.pack} <span className="unseen">{`${name} ${version}`}</span>
        </a>
      </p>
      <p className="hint">{p.models.packHint}</p>
    </article>
  );
}

const Fact = ({ term, children }: { term: string; children: React.ReactNode }) => (
  <div>
    <dt>{term}</dt>
    <dd>{children}</dd>
  </div>
);
