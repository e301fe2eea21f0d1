import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { useState } from "react";
import { collectionsQuery, runsQuery } from "../api/queries";
import type { Run } from "../api/types";
import { announce } from "../components/Announcer";
import { p } from "../messages/pages";
import { next, type Progress, read, STEPS, write } from "./progress";
import "../styles/guide.css";

const TEACHING = "TEACH";

/** Six steps through the teaching collection, to be left at any moment; nothing where there is none. */
export default function Guide() {
  const [progress, setProgress] = useState(read);
  const { pathname } = useLocation();
  const collections = useQuery({ ...collectionsQuery, enabled: progress !== null });
  const teaching = collections.data?.items.some(({ code, release }) => code === TEACHING && release?.banner);
  if (progress === null || !teaching || (progress === 0 && pathname !== "/")) return null;
  const go = (to: Progress) => {
    write(to);
    setProgress(to);
    announce(to === null ? p.guide.over : `${p.guide.stepOf(to, STEPS)} ${p.guide.steps[to - 1]?.title ?? ""}`);
  };
  return (
    <aside className="guide" aria-label={p.guide.label}>
      {progress === 0 ? (
        <Offer onStart={() => go(1)} onLeave={() => go(null)} />
      ) : (
        <Step step={progress} onGo={go} />
      )}
    </aside>
  );
}

const Offer = ({ onStart, onLeave }: { onStart: () => void; onLeave: () => void }) => (
  <>
    <p>{p.guide.offer}</p>
    <div className="guide-acts">
      <button type="button" className="button button-main" onClick={onStart}>
        {p.guide.start}
      </button>
      <button type="button" className="button button-quiet" onClick={onLeave}>
        {p.guide.no}
      </button>
    </div>
  </>
);

function Step({ step, onGo }: { step: number; onGo: (to: Progress) => void }) {
  const runs = useQuery(runsQuery);
  const run = runs.data?.items.filter(({ collection }) => collection === TEACHING).at(-1);
  const words = p.guide.steps[step - 1];
  if (!words) return null;
  return (
    <>
      <div className="guide-words">
        <p className="guide-title">
          <span className="hint">{p.guide.stepOf(step, STEPS)}</span> {words.title}
        </p>
        <p>
          {words.text} {step === 1 && run && <code className="break">{run.source}</code>}
        </p>
      </div>
      <div className="guide-acts">
        <Show step={step} run={run} />
        {step > 1 && (
          <button type="button" className="button" onClick={() => onGo(step - 1)}>
            {p.guide.back}
          </button>
        )}
        <button type="button" className="button" onClick={() => onGo(next(step))}>
          {step < STEPS ? p.guide.next : p.guide.end}
        </button>
        {step < STEPS && (
          <button type="button" className="button button-quiet" onClick={() => onGo(null)}>
            {p.guide.skip}
          </button>
        )}
      </div>
    </>
  );
}

/** The page on which a step is seen. */
function Show({ step, run }: { step: number; run: Run | undefined }) {
  const look = "button button-main";
  switch (step) {
    case 1:
      return <Link to="/ingest" className={look}>{p.guide.show}</Link>;
    case 2:
      return run ? <Link to="/runs/$id" params={{ id: run.id }} className={look}>{p.guide.show}</Link> : <Link to="/runs" className={look}>{p.guide.show}</Link>;
    case 3:
      return <Link to="/search" search={{ q: "scientific_name:none", f: [`collection:${TEACHING}`] }} className={look}>{p.guide.show}</Link>;
    case 4:
    case 5:
      return <Link to="/review" search={{ collection: TEACHING }} className={look}>{p.guide.show}</Link>;
    default:
      return <Link to="/names" search={{ collection: TEACHING }} className={look}>{p.guide.show}</Link>;
  }
}
