import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { renditionUrl } from "../api/client";
import { answerLesson, nextLesson } from "../api/training";
import type { Solution, Specimen } from "../api/types";
import { announce } from "../components/Announcer";
import { Loading, ProblemNotice } from "../components/Problems";
import { Taxon } from "../components/Taxon";
import { Viewer } from "../components/Viewer";
import { p } from "../messages/pages";
import { rankWord } from "../answer/wording";
import { Correction } from "../specimen/Judge";
import { rightWords } from "./wording";

/** One specimen after the other: its pictures, an answer, and then its name with what looks like it. */
export function Lesson({ code, onReady, onAnswered }: { code: string; onReady: () => void; onAnswered: () => void }) {
  const last = useRef<Awaited<ReturnType<typeof nextLesson>> | null>(null);
  const next = useMutation({
    mutationFn: () => nextLesson(code),
    onSuccess: (lesson) => {
      last.current = lesson;
      say.reset();
    },
  });
  const say = useMutation({
    mutationFn: ({ id, name, qualifier }: { id: string; name: { scientificName?: string; taxonId?: string }; qualifier: string }) =>
      answerLesson(code, id, name, qualifier),
    onSuccess: (solution) => {
      announce(p.training.said(solution.truth, rightWords(solution)));
      onAnswered();
    },
  });
  const begun = useRef(false);
  const { mutate } = next;
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    mutate();
  }, [mutate]);
  const there = next.data !== undefined || next.error !== null;
  useEffect(() => {
    if (there) onReady();
  }, [there, onReady]);
  const goOn = () => mutate();
  if (next.error) return <ProblemNotice error={next.error} onRetry={goOn} />;
  const shown = next.data ?? last.current;
  if (!shown) return <Loading />;
  const { specimen } = shown;
  if (!specimen) return <p className="notice">{p.training.done}</p>;
  return (
    <article className="review-item training-lesson">
      <Views key={specimen.id} specimen={specimen} />
      <div className="review-side" aria-live="off">
        {say.data ? (
          <Told solution={say.data} onNext={goOn} />
        ) : (
          <>
            <h2>{p.training.ask}</h2>
            <p className="hint">{p.training.askHint}</p>
            <Correction key={specimen.id} unasked onSay={(name, qualifier) => !say.isPending && say.mutate({ id: specimen.id, name, qualifier })} />
            {say.error && <ProblemNotice error={say.error} onRetry={goOn} />}
          </>
        )}
      </div>
    </article>
  );
}

function Views({ specimen }: { specimen: Specimen }) {
  const [chosen, choose] = useState(0);
  const image = specimen.images[chosen];
  if (!image) return <p className="notice">{p.specimen.noImages}</p>;
  const word = (place: number): string => {
    const view = specimen.images[place]?.view;
    return (view && p.view[view]) || p.specimen.viewNo(place + 1, specimen.images.length);
  };
  return (
    <div className="review-picture">
      <Viewer key={image.id} src={renditionUrl(image.id, "full")} closeSrc={renditionUrl(image.id, "large")} alt={word(chosen)} />
      {specimen.images.length > 1 && (
        <p className="training-views" role="group" aria-label={p.specimen.views}>
          {specimen.images.map(({ id }, place) => (
            <button key={id} type="button" className="button button-quiet" aria-pressed={place === chosen} onClick={() => choose(place)}>
              {word(place)}
            </button>
          ))}
        </p>
      )}
    </div>
  );
}

/** What it is, how far the answer was right, and what looks like it. */
function Told({ solution, onNext }: { solution: Solution; onNext: () => void }) {
  const { truth, truthRank, said, saidRank, identifiedBy, basis, lookAlike, specimenId } = solution;
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus({ preventScroll: true }), []);
  return (
    <section className="training-told" aria-label={p.training.solution}>
      <h2 ref={head} tabIndex={-1}>
        {p.training.solution} <Taxon name={truth} rank={truthRank} />
      </h2>
      <p className="hint">
        {[rankWord(truthRank), identifiedBy ? p.training.by(identifiedBy) : (p.evidence.bases[basis] ?? basis)].join(" · ")}
      </p>
      <p>
        {p.training.you}: <Taxon name={said} rank={saidRank} />. <strong>{rightWords(solution)}</strong>
      </p>
      <h3>{p.training.like}</h3>
      {lookAlike ? (
        <p className="training-like">
          {lookAlike.thumbnail && <img src={lookAlike.thumbnail} alt="" width="160" height="120" />}
          <Link to="/specimens/$id" params={{ id: lookAlike.specimenId }}>
            <Taxon name={lookAlike.scientificName} rank={lookAlike.taxonRank} />
          </Link>{" "}
          <small>{p.evidence.alike(lookAlike.similarity)}</small>
        </p>
      ) : (
        <p className="hint">{p.training.likeNone}</p>
      )}
      <p>
        <button type="button" className="button button-main" onClick={onNext}>
          {p.training.next}
        </button>{" "}
        <Link to="/specimens/$id" params={{ id: specimenId }} className="button">
          {p.training.openIt}
        </Link>
      </p>
    </section>
  );
}
