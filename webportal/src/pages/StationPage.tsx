import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { Problem } from "../api/problem";
import { renditionUrl } from "../api/client";
import { stationsQuery } from "../api/stations";
import type { Shot, Station } from "../api/types";
import { announce } from "../components/Announcer";
import { Loading, ProblemNotice } from "../components/Problems";
import { useTitle } from "../components/useTitle";
import { t } from "../messages";
import { p } from "../messages/pages";
import { allow, play } from "../station/sound";
import { spoken, toldOf, wrongOf } from "../station/wording";
import "../styles/runs.css";
import "../styles/station.css";

const route = getRouteApi("/stations");

/** Beside the camera: what the last shot was, read from three steps away, and what comes next. */
export function StationPage() {
  useTitle(p.station.title);
  const { name } = route.useSearch();
  const { data, error, refetch } = useQuery(stationsQuery);
  if (error instanceof Problem && error.status === 403) return <p className="page narrow notice">{p.station.mayNot}</p>;
  if (error && !data) {
    return (
      <div className="page narrow">
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      </div>
    );
  }
  if (!data) return <Loading />;
  const found = data.items.find((one) => one.name === name) ?? (name ? undefined : (data.items.find(({ live }) => live) ?? data.items[0]));
  return (
    <div className="page station">
      <header className="station-head">
        <h1>{p.station.title}</h1>
        <Choose stations={data.items} chosen={found?.name ?? ""} />
      </header>
      {error && <ProblemNotice error={error} />}
      {found ? <Watched key={found.name} station={found} /> : <None />}
    </div>
  );
}

const None = () => (
  <div className="notice">
    <p className="notice-title">{p.station.none}</p>
    <p>{p.station.noneHint}</p>
    <p>
      <code>insecta watch FOLDER --collection CODE --station NAME</code>
    </p>
  </div>
);

function Choose({ stations, chosen }: { stations: readonly Station[]; chosen: string }) {
  const navigate = useNavigate();
  if (stations.length < 2) return <p className="eyebrow">{chosen}</p>;
  return (
    <label>
      {p.station.which}{" "}
      <select value={chosen} onChange={({ target }) => void navigate({ to: "/stations", search: { name: target.value } })}>
        {stations.map(({ name, live }) => (
          <option key={name} value={name}>
            {live ? name : `${name} (${p.station.off})`}
          </option>
        ))}
      </select>
    </label>
  );
}

function Watched({ station }: { station: Station }) {
  const { live, problem, expected, lastHour, shots, folder, collection } = station;
  const [sounding, setSounding] = useState(false);
  const last = shots[0];
  useTold(last, sounding);
  return (
    <>
      {!live && <p className="notice notice-problem">{p.station.gone(clock(station.seen))}</p>}
      {problem && <p className="notice notice-problem break">{problem}</p>}
      {last ? <Latest shot={last} /> : <p className="notice break">{p.station.noShot(folder)}</p>}
      <dl className="station-facts">
        <div>
          <dt>{p.station.expected}</dt>
          <dd className="break">{expected ?? "–"}</dd>
        </div>
        <div>
          <dt>{p.station.lastHour}</dt>
          <dd>{t.number(lastHour)}</dd>
        </div>
      </dl>
      <p>
        <button
          type="button"
          className="button"
          aria-pressed={sounding}
          onClick={() => {
            allow();
            if (!sounding) play(true);
            setSounding(!sounding);
          }}
        >
          {sounding ? p.station.soundOff : p.station.soundOn}
        </button>{" "}
        <Link to="/search" search={{ f: [`collection:${collection}`] }}>
          {p.runs.browse(collection)}
        </Link>
      </p>
      <Before shots={shots} folder={folder} />
    </>
  );
}

/** Says and sounds each new shot once; not those that were there when the page was opened. */
function useTold(last: Shot | undefined, sounding: boolean): void {
  const told = useRef<string | null>(null);
  const key = last ? last.time + last.file : "";
  useEffect(() => {
    const isNew = told.current !== null && told.current !== key && last;
    told.current = key;
    if (!isNew) return;
    announce(spoken(last));
    if (sounding) play(last.good);
  }, [key, last, sounding]);
}

function Latest({ shot }: { shot: Shot }) {
  const wrong = wrongOf(shot);
  return (
    <section className={shot.good ? "shot shot-good" : "shot shot-wrong"} aria-label={p.station.latest}>
      <Sign good={shot.good} />
      <div className="shot-words">
        <p className="shot-verdict">{shot.good ? p.station.good : p.station.again}</p>
        <p className="shot-number break">{shot.number ?? p.station.noNumber}</p>
        {wrong.length > 0 && (
          <ul>
            {wrong.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        )}
        <p>{toldOf(shot).join(" · ")}</p>
        <p className="break shot-file">
          {shot.file} · {clock(shot.time)}
        </p>
      </div>
      {shot.imageId && <img src={renditionUrl(shot.imageId, "thumbnail")} alt={p.search.pictureOf(shot.number ?? shot.file)} width="320" height="240" />}
    </section>
  );
}

/** A tick or a cross: the shape says what the colour says. */
const Sign = ({ good }: { good: boolean }) => (
  <svg className="shot-sign" viewBox="0 0 24 24" width="96" height="96" aria-hidden="true">
    <path d={good ? "M4 13l5 5L20 6" : "M5 5l14 14M19 5L5 19"} />
  </svg>
);

function Before({ shots, folder }: { shots: readonly Shot[]; folder: string }) {
  if (shots.length < 2) return null;
  return (
    <section aria-labelledby="before">
      <h2 id="before">{p.station.before}</h2>
      <div className="table-wrap" tabIndex={0} role="region" aria-label={p.station.before}>
        <table className="station-shots">
          <thead>
            <tr>
              <th scope="col">{p.station.verdict}</th>
              <th scope="col">{p.find.columns.number}</th>
              <th scope="col">{p.station.remarks}</th>
              <th scope="col">{p.station.time}</th>
              <th scope="col">{p.runs.fileName}</th>
            </tr>
          </thead>
          <tbody>
            {shots.map((shot) => (
              <tr key={shot.time + shot.file}>
                <td className={shot.good ? "nowrap" : "nowrap shot-mark"}>
                  <span aria-hidden="true">{shot.good ? "✓" : "✗"}</span> {shot.good ? p.station.good : p.station.again}
                </td>
                <th scope="row" className="nowrap">
                  {shot.number ?? p.station.noNumber}
                </th>
                <td>{[...wrongOf(shot), ...toldOf(shot)].join(" · ")}</td>
                <td className="nowrap">{clock(shot.time)}</td>
                <td className="break">{shot.file}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="hint break">{p.station.folder(folder)}</p>
    </section>
  );
}

const times = new Intl.DateTimeFormat(t.code, { timeStyle: "medium" });
const clock = (time: string): string => times.format(new Date(time));
