import { Link } from "@tanstack/react-router";
import { lazy, memo, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import { isAnt } from "../answer/lineage";
import { inShort } from "../answer/wording";
import type { Release } from "../api/types";
import { AnswerView } from "../components/AnswerView";
import { ReleaseLimits } from "../components/ReleaseLimits";
import { announce } from "../components/Announcer";
import { p } from "../messages/pages";
import { VISITORS } from "./filing";
import { hindrance, type Item, isDone, isOpen, mayRetry } from "./queue";
import { refusalWords } from "./refusal";
import { uploads } from "./running";

const Evidence = lazy(() => import("../components/Evidence"));
const HeatLayer = lazy(() => import("../components/HeatLayer"));
const Keep = lazy(() => import("./Keep"));
const MANY = 60;

/** One card per picture, newest first; the answer appears in its place. */
export default function Results({ items, releases }: { items: readonly Item[]; releases: readonly Release[] }) {
  useAnnouncements(items);
  const open = items.filter(isOpen).length;
  const done = new Set(items.filter(isDone).map(({ key }) => key));
  const named = items.filter(({ image }) => image?.identification?.answer).length;
  const answered = items.filter(({ phase }) => phase === "answered").length;
  const failed = items.filter(({ phase }) => phase === "refused" || phase === "failed").length;
  return (
    <section className="results" aria-labelledby="results">
      <div className="section-head">
        <h2 id="results">{p.house.results}</h2>
        <p className="hint">{p.house.summary(open, named, answered - named, failed)}</p>
        {done.size > 0 && (
          <button type="button" className="button button-quiet" onClick={() => uploads.remove(done)}>
            {p.house.clear}
          </button>
        )}
      </div>
      <Held items={items} />
      <ol className={items.length > MANY ? "cards cards-many" : "cards"}>
        {items.map((item) => (
          <li key={item.key}>
            <Card item={item} releases={releases} few={items.length <= MANY} />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Why nothing is sent just now, once for all pictures and where it is seen, with the way on. */
function Held({ items }: { items: readonly Item[] }) {
  const why = hindrance(items);
  const failed = items.filter(({ phase }) => phase === "failed").length;
  if (!why) {
    return failed > 1 ? (
      <button type="button" className="button" onClick={() => uploads.retryFailed()}>
        {p.upload.retryAll(failed)}
      </button>
    ) : null;
  }
  const needsKey = why.kind === "key";
  const { title } = refusalWords(why);
  const number = items.filter(({ phase }) => phase === "waiting").length + (needsKey ? failed : 0);
  return (
    <div className="notice notice-problem" role="alert">
      <p className="notice-title">{title}</p>
      <p>{needsKey ? p.upload.heldForKey(number) : p.upload.held(number)}</p>
      {needsKey ? (
        <Link to="/sign-in" className="button button-main">
          {p.upload.signIn}
        </Link>
      ) : (
        <button type="button" className="button" onClick={uploads.goOn}>
          {p.upload.goOn}
        </button>
      )}
    </div>
  );
}

const Card = memo(function Card({ item, releases, few }: { item: Item; releases: readonly Release[]; few: boolean }) {
  const { file, image, preview } = item;
  const answer = image?.identification ?? null;
  const release = releases.find(({ digest }) => digest === answer?.release);
  return (
    <article className="card" aria-label={file.name}>
      <div className="card-picture">
        {preview ? (
          <img src={preview} alt={p.upload.preview(file.name)} loading="lazy" decoding="async" />
        ) : (
          <p className="hint">{item.phase === "refused" ? p.upload.nothingToShow : p.upload.noPreview}</p>
        )}
      </div>
      <div className="card-body">
        <p className="card-file">{file.name}</p>
        {item.group !== null && <p className="hint">{p.upload.grouped}</p>}
        {release && release.state !== "champion" && <ReleaseLimits release={release} />}
        {item.living && answer && isAnt(answer) && <p className="answer-caution">{p.answer.livingAnts}</p>}
        {item.phase === "answered" ? (
          <AnswerView answer={answer} {...(image && { specimenId: image.specimenId })} ask={few && item.collection !== VISITORS} />
        ) : (
          <Way item={item} />
        )}
        {image && item.phase === "answered" && (
          <>
            {(item.living || item.collection === VISITORS) && <People living={item.living} />}
            <Unfolding words={p.evidence.open}>
              <Evidence specimenId={image.specimenId} />
            </Unfolding>
            <Unfolding words={p.heat.show}>
              <HeatLayer imageId={image.id} region={image.regionId} src={image.links.rendition} alt={p.upload.preview(file.name)} />
            </Unfolding>
            {item.collection === VISITORS && (
              <Suspense>
                <Keep specimenId={image.specimenId} living={item.living} onKept={() => uploads.remove(new Set([item.key]))} />
              </Suspense>
            )}
          </>
        )}
        <div className="card-actions">
          {image && item.phase === "answered" && (
            <Link to="/specimens/$id" params={{ id: image.specimenId }}>
              {item.living ? p.upload.openLiving : p.upload.open}
            </Link>
          )}
          <CardButtons item={item} />
        </div>
      </div>
    </article>
  );
});

/** Who might know, and of a living insect what the answer was never tested on. No machine's name goes there. */
const People = ({ living }: { living: boolean }) => (
  <p className="hint">
    {living && `${p.specimen.observation}. ${p.specimen.observationHint} `}
    {p.specimen.ask}{" "}
    <a href="https://www.inaturalist.org/" rel="noreferrer" target="_blank">
      {p.specimen.askWho}
    </a>
    . {p.specimen.askHint}
  </p>
);

/** What is fetched only when somebody opens it. */
function Unfolding({ words, children }: { words: string; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{words}</summary>
      {open && <Suspense>{children}</Suspense>}
    </details>
  );
}

/** What happens to a picture that has no answer yet. */
function Way({ item }: { item: Item }) {
  const { phase, problem, retryIn, sent, file } = item;
  if (phase === "refused" || phase === "failed") {
    const { title, hint } = refusalWords(problem);
    return (
      <div className="answer">
        <p className="answer-none">{p.upload.notTaken}</p>
        <p>{phase === "failed" ? title : hint || title}</p>
        {phase === "failed" && hint && <p className="hint">{hint}</p>}
      </div>
    );
  }
  const percent = Math.floor(sent * 100);
  const text = {
    waiting: p.upload.waiting,
    sending: p.upload.sending(percent),
    looking: p.upload.looking,
    stopped: p.upload.stopped,
    answered: "",
  }[phase];
  return (
    <div className="way">
      <p>{text}</p>
      {phase !== "stopped" && (
        <div
          className="progress"
          role="progressbar"
          aria-label={p.upload.progressOf(file.name)}
          aria-valuemin={0}
          aria-valuemax={100}
          {...(phase !== "looking" && { "aria-valuenow": percent })}
        >
          <div className={`progress-share progress-${phase}`} style={{ width: `${phase === "looking" ? 100 : percent}%` }} />
        </div>
      )}
      {phase === "stopped" && sent > 0 && <p className="hint">{p.upload.goesOn}</p>}
      {problem && <p className="hint">{refusalWords(problem).title}</p>}
      {retryIn !== null && <p className="hint">{p.upload.retrying(retryIn)}</p>}
    </div>
  );
}

function CardButtons({ item }: { item: Item }) {
  const { key, file } = item;
  return (
    <>
      {mayRetry(item) && (
        <button type="button" className="button button-quiet" onClick={() => uploads.retry(key)}>
          {p.upload.retry} <span className="unseen">{file.name}</span>
        </button>
      )}
      {isOpen(item) ? (
        <button type="button" className="button button-quiet" onClick={() => uploads.stop(key)}>
          {p.upload.stop} <span className="unseen">{file.name}</span>
        </button>
      ) : (
        <button type="button" className="button button-quiet" onClick={() => uploads.remove(new Set([key]))}>
          {p.upload.remove} <span className="unseen">{file.name}</span>
        </button>
      )}
    </>
  );
}

/** Says each answer once to readers who do not see the cards. */
function useAnnouncements(items: readonly Item[]): void {
  const said = useRef(new Set<number>());
  useEffect(() => {
    for (const { key, phase, image, file, problem } of items) {
      if (said.current.has(key)) continue;
      if (phase === "answered") announce(p.answer.announced(file.name, inShort(image?.identification ?? null)));
      else if (phase === "refused" || phase === "failed")
        announce(p.answer.announced(file.name, `${p.upload.notTaken} ${refusalWords(problem).hint}`));
      else continue;
      said.current.add(key);
    }
  }, [items]);
}
