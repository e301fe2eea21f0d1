import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { namelessInShort } from "../answer/nameless";
import { newestQuery } from "../api/queries";
import type { Collection, Run } from "../api/types";
import { RunBar } from "../components/RunBar";
import { p } from "../messages/pages";
import { settledOf, totalOf } from "../run/counts";

interface HouseProps {
  collections: readonly Collection[];
  running: readonly Run[];
  /** Nothing was given yet: say what helps. */
  helps: boolean;
}

/** What is in the house already, and what is being taken in now. */
export default function House({ helps, ...house }: HouseProps) {
  return (
    <>
      {helps && <Helps />}
      <Newest {...house} />
    </>
  );
}

const Helps = () => (
  <section className="helps" aria-labelledby="helps">
    <h2 id="helps">{p.house.examples}</h2>
    <ul>
      {p.house.exampleLines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  </section>
);

function Newest({ collections, running }: Omit<HouseProps, "helps">) {
  const { data } = useQuery(newestQuery(running.length > 0));
  const banners = [...new Set(collections.map(({ release }) => release?.banner).filter(Boolean))];
  const items = (data?.items ?? []).filter(({ thumbnail }) => thumbnail !== null);
  if (!items.length && !running.length) return null;
  const titles = new Map(collections.map(({ code, title }) => [code, title]));
  return (
    <section className="house" aria-labelledby="house">
      <div className="section-head">
        <h2 id="house">{p.house.house}</h2>
        {data && <p className="hint">{p.search.total(data.total)}</p>}
        <Link to="/search" className="button button-quiet">
          {p.house.browse}
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
              <small>{found.catalogNumber ?? p.search.noNumber}</small>
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
      <strong>{p.house.runningNow(title)}</strong>{" "}
      <span>{p.progress.ofPictures(settledOf(run), totalOf(run))}</span>{" "}
      <Link to="/runs/$id" params={{ id: run.id }}>
        {p.house.watch}
      </Link>
    </p>
    <RunBar run={run} />
  </div>
);
