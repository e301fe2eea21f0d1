import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { mayIdentify } from "../account/roles";
import { renditionUrl } from "../api/client";
import { Problem } from "../api/problem";
import { meQuery, releasesQuery } from "../api/queries";
import { waitingQuery } from "../api/reviewing";
import type { Decision, ReviewItem, Waiting } from "../api/types";
import { rankWord } from "../answer/wording";
import { AnswerView } from "../components/AnswerView";
import { MayNot } from "../components/MayNot";
import { onlyOnce } from "../components/onlyOnce";
import { Loading, ProblemNotice } from "../components/Problems";
import { ReleaseLimits } from "../components/ReleaseLimits";
import { Taxon } from "../components/Taxon";
import { useTitle } from "../components/useTitle";
import { Viewer } from "../components/Viewer";
import { t } from "../messages";
import { p } from "../messages/pages";
import { Group } from "../review/Group";
import { KeyList } from "../review/KeyList";
import * as choice from "../review/keys";
import { type Sitting, useSitting } from "../review/useSitting";
import { numberOf } from "../review/wording";
import { BASES, Correction, KEYS_OFF, useKeys } from "../specimen/Judge";
import { typeStatus } from "../specimen/typeStatus";
import "../styles/specimen.css";
import "../styles/review.css";

const route = getRouteApi("/review");
type Basis = (typeof BASES)[number];

/** The queue: one specimen after the other, by the keyboard alone. */
export function ReviewPage() {
  useTitle(p.review.title);
  const { collection } = route.useSearch();
  const me = useQuery(meQuery);
  const waiting = useQuery(waitingQuery);
  const failed = waiting.error ?? me.error;
  if (failed instanceof Problem && failed.status === 403) return <MayNot title={p.review.title} words={p.review.mayNot} />;
  if (failed) {
    return (
      <div className="page narrow">
        <ProblemNotice error={failed} onRetry={() => void waiting.refetch()} />
      </div>
    );
  }
  if (!me.data || !waiting.data) return <Loading />;
  const open = waiting.data.items;
  const first = [...open].sort((one, other) => other.sighted + other.blind - one.sighted - one.blind)[0];
  const chosen = collection ?? first?.collection;
  if (!chosen || !mayIdentify(me.data, chosen)) return <MayNot title={p.review.title} words={p.review.mayNot} />;
  return <Queue key={chosen} collection={chosen} open={open} />;
}

function Queue({ collection, open }: { collection: string; open: readonly Waiting[] }) {
  const sitting = useSitting(collection);
  const { item } = sitting;
  return (
    <div className="page review">
      <header className="review-head">
        <h1>{p.review.title}</h1>
        <Choose collection={collection} open={open} />
        <Link to="/training" search={{ collection }}>
          {p.training.link}
        </Link>
        <p className="hint">
          {sitting.waiting && p.review.left(sitting.waiting.sighted, sitting.waiting.blind)}
          {sitting.done.length > 0 && ` · ${p.review.doneSoFar(sitting.done.filter(({ how }) => how === "decided").length)}`}
        </p>
      </header>
      <Trouble sitting={sitting} />
      <Ranks collection={collection} ranks={sitting.waiting?.ranks ?? null} />
      {item ? <OneItem key={item.specimen.id + item.specimen.version} item={item} sitting={sitting} /> : sitting.error ? null : <Nothing sitting={sitting} />}
    </div>
  );
}

/** Who is new trains first, and then decides at the ranks where they agree often enough. */
function Ranks({ collection, ranks }: { collection: string; ranks: readonly string[] | null }) {
  if (ranks === null) return null;
  if (ranks.length) return <p className="hint">{p.review.restricted(rankWord(ranks.at(-1) ?? null))}</p>;
  return (
    <div className="notice">
      <p className="notice-title">{p.training.first}</p>
      <Link to="/training" search={{ collection }} className="button button-main">
        {p.training.firstGo}
      </Link>
    </div>
  );
}

function Choose({ collection, open }: { collection: string; open: readonly Waiting[] }) {
  const navigate = useNavigate();
  if (open.length < 2) return <p className="eyebrow">{collection}</p>;
  return (
    <label>
      {p.filing.collection}{" "}
      <select value={collection} onChange={({ target }) => void navigate({ to: "/review", search: { collection: target.value } })}>
        {open.map((one) => (
          <option key={one.collection} value={one.collection}>
            {one.collection} ({t.number(one.sighted + one.blind)})
          </option>
        ))}
      </select>
    </label>
  );
}

/** Somebody was quicker, or the line is gone: nothing was recorded, and there is a way on. */
function Trouble({ sitting: { error, again } }: { sitting: Sitting }) {
  if (!error) return null;
  const stale = error instanceof Problem && error.status === 412;
  const taken = error instanceof Problem && error.status === 409;
  if (!stale && !taken) return <ProblemNotice error={error} onRetry={again} />;
  return (
    <div className="notice notice-problem" role="alert">
      <p className="notice-title">{stale ? p.judge.stale : p.review.taken}</p>
      {taken && <p>{error.detail}</p>}
      <button type="button" className="button" onClick={again}>
        {p.judge.look}
      </button>
    </div>
  );
}

function Nothing({ sitting: { busy, done, undo, waiting } }: { sitting: Sitting }) {
  if (busy) return <Loading />;
  if (waiting?.ranks?.length === 0) return null;
  return (
    <div className="notice">
      <p className="notice-title">{p.review.nothing}</p>
      <p>{p.review.nothingHint}</p>
      {done.length > 0 && (
        <button type="button" className="button" onClick={undo}>
          {p.judge.undo}
        </button>
      )}
    </div>
  );
}

function OneItem({ item, sitting }: { item: ReviewItem; sitting: Sitting }) {
  const { specimen, blind } = item;
  const releases = useQuery(releasesQuery);
  const release = releases.data?.items.find(({ digest }) => digest === specimen.shown?.release);
  const [chosen, setChosen] = useState(0);
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus({ preventScroll: true }), []);
  const image = specimen.images[chosen % Math.max(1, specimen.images.length)];
  return (
    <article className="review-item">
      <div className="review-picture">
        {image ? (
          <Viewer key={image.id} src={renditionUrl(image.id, "full")} closeSrc={renditionUrl(image.id, "large")} alt={viewName(item, chosen)} />
        ) : (
          <p className="notice">{p.specimen.noImages}</p>
        )}
        {specimen.images.length > 1 && <p className="hint">{viewName(item, chosen)}</p>}
      </div>
      <div className="review-side">
        <h2 ref={head} tabIndex={-1} className="review-number">
          {numberOf(item)} {typeStatus(specimen) && <strong className="badge">{typeStatus(specimen)}</strong>}
        </h2>
        {blind ? (
          <div className="notice review-blind">
            <p className="notice-title">{p.review.blindShort}</p>
            <p>{item.second ? p.review.second : p.review.blindHint}</p>
          </div>
        ) : (
          <>
            {item.why && <p className="review-why">{whyWords(item)}</p>}
            {release?.banner && <ReleaseLimits release={release} />}
            <AnswerView answer={specimen.shown} specimenId={specimen.id} ask />
            {specimen.cataloguedName && (
              <p>
                {p.specimen.catalogued} <Taxon name={specimen.cataloguedName} rank={null} />
              </p>
            )}
            <p>
              <Link to="/specimens/$id" params={{ id: specimen.id }}>
                {p.upload.open}
              </Link>
            </p>
          </>
        )}
        <Acts item={item} sitting={sitting} onView={() => setChosen((n) => (n + 1) % Math.max(1, specimen.images.length))} />
      </div>
    </article>
  );
}

/** A type bears its name: then the record is in question, not the name (users: 19). */
function whyWords({ why, specimen }: ReviewItem): string {
  if (why === "contradicts_catalogue" && typeStatus(specimen)) return p.review.whyType;
  return (why && p.review.why[why]) || "";
}

function viewName({ specimen }: ReviewItem, chosen: number): string {
  const image = specimen.images[chosen % Math.max(1, specimen.images.length)];
  const named = image?.view ? (p.view[image.view] ?? image.view) : "";
  const place = p.specimen.viewNo(chosen + 1, specimen.images.length);
  return named ? `${named} (${place})` : place;
}

function Acts({ item, sitting, onView }: { item: ReviewItem; sitting: Sitting; onView: () => void }) {
  const { specimen, blind } = item;
  const [basis, setBasis] = useState<Basis>("picture");
  const draft = `insecta review ${specimen.id}`;
  const [correcting, setCorrecting] = useState(() => Boolean(sessionStorage.getItem(draft)));
  const [grouping, setGrouping] = useState(false);
  const [also, setAlso] = useState<readonly string[]>([]);
  const [keys, setKeys] = useState(choice.read);
  const [keysOn, setKeysOn] = useState(() => localStorage.getItem(KEYS_OFF) === null);
  const [waiting, setWaiting] = useState(false);
  const say = (decision: Decision) => sitting.say({ basis, ...(grouping && also.length > 0 && { also: [...also] }), ...decision });
  const hasName = specimen.scientificName !== null;
  const open = !sitting.busy;
  const isType = typeStatus(specimen) !== "";
  const acts: { action: choice.Action; on: boolean; go: () => void }[] = [
    { action: "accept", on: open && !blind && hasName, go: () => say({ act: "accept" }) },
    { action: "correct", on: open, go: () => setCorrecting(true) },
    { action: "dispute", on: open && !blind && hasName, go: () => sitting.say({ act: "dispute", basis }) },
    { action: "reject", on: open && !blind && hasName && !isType, go: () => say({ act: "reject" }) },
    { action: "skip", on: open, go: sitting.skip },
    { action: "undo", on: open && sitting.done.length > 0, go: sitting.undo },
    { action: "group", on: open && !blind, go: () => setGrouping(!grouping) },
    { action: "view", on: specimen.images.length > 1, go: onView },
  ];
  useKeys(keysOn && !waiting, acts.map(({ action, ...more }) => ({ key: keys[action], ...more })));
  const cancel = () => {
    sessionStorage.removeItem(draft);
    setCorrecting(false);
  };
  const remember = useCallback((next: choice.Keys) => {
    choice.write(next);
    setKeys(next);
  }, []);
  const number = grouping && also.length > 0 ? also.length + 1 : 1;
  return (
    <section className="judge" aria-label={p.judge.heading}>
      {isType && <p className="notice">{p.judge.type}</p>}
      {correcting && (
        <Correction
          draft={draft}
          onSay={(name, qualifier) => {
            sessionStorage.removeItem(draft);
            say({ act: "correct", qualifier, ...name });
          }}
          onCancel={cancel}
        />
      )}
      <div className="judge-acts">
        {acts.map(({ action, on, go }) => (
          <button key={action} type="button" className={action === "accept" ? "button button-main" : "button"} disabled={!on} onClick={onlyOnce(go)} {...(action === "group" && { "aria-expanded": grouping })} {...(keysOn && { "aria-keyshortcuts": keys[action].toUpperCase() })}>
            {p.review.actions[action]}
            {number > 1 && APPLIED.has(action) && ` (${t.number(number)})`} {keysOn && <kbd>{keys[action].toUpperCase()}</kbd>}
          </button>
        ))}
      </div>
      <div className="judge-more">
        <label>
          {p.judge.basis}
          <select value={basis} onChange={(event) => setBasis(event.target.value as Basis)}>
            {BASES.map((one) => (
              <option key={one} value={one}>
                {p.judge.bases[one]}
              </option>
            ))}
          </select>
        </label>
      </div>
      {grouping && <Group id={specimen.id} onChosen={setAlso} />}
      <KeyList
        keys={keys}
        on={keysOn}
        onKeys={remember}
        onSwitch={(on) => {
          setKeysOn(on);
          if (on) localStorage.removeItem(KEYS_OFF);
          else localStorage.setItem(KEYS_OFF, "1");
        }}
        onWait={setWaiting}
      />
    </section>
  );
}

const APPLIED: ReadonlySet<choice.Action> = new Set(["accept", "correct", "reject"] as const);
