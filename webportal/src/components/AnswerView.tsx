import type { Answer, Candidate } from "../api/types";
import { isExperiment, lineageOf } from "../answer/lineage";
import { promiseWords } from "../answer/promised";
import { type Branch, shortlist, treeOf } from "../answer/tree";
import { aimOf, confidenceWords, helpOf, limitOf, rankWord, reasonOf, traitWords } from "../answer/wording";
import { common } from "../messages/en.common";
import { p } from "../messages/pages";
import { Promised } from "./Promised";
import { Taxon } from "./Taxon";

interface Props {
  answer: Answer | null;
  /** Of which specimen: then what was checked in its collection is told, asked for where `ask`. */
  specimenId?: string;
  ask?: boolean;
}

/** The name that can be defended with what may be promised, or the reason why there is none. */
export function AnswerView({ answer, specimenId, ask = false }: Props) {
  if (!answer) {
    return (
      <div className="answer">
        <p className="answer-none">{p.answer.waiting}</p>
        <p>{p.answer.waitingHint}</p>
      </div>
    );
  }
  if (!answer.answer) return <Unnamed answer={answer} />;
  const promised = specimenId ? <Promised answer={answer} specimenId={specimenId} ask={ask} /> : <p className="answer-promise">{promiseWords(answer.promise)}</p>;
  return <Named answer={answer} given={answer.answer} promised={promised} />;
}

/** What the group is called in English: the name itself, else the nearest above it that has one. */
function Common({ answer }: { answer: Answer }) {
  const named = lineageOf(answer).find(({ scientificName }) => common[scientificName]);
  if (!named) return null;
  const english = common[named.scientificName] ?? "";
  const own = named.taxonId === answer.answer?.taxonId;
  return <p className="answer-common">{own ? p.answer.common(english) : p.answer.commonOf(english, rankWord(named.taxonRank), named.scientificName)}</p>;
}

/** What picture would help, where one would. */
function Helps({ words }: { words: string }) {
  if (!words) return null;
  return (
    <p className="answer-helps">
      <strong>{p.answer.helps}:</strong> {words}
    </p>
  );
}

/** Caste, sex, stage and view as the release guesses them: apart from the name, and never as facts. */
function Guessed({ answer }: { answer: Answer }) {
  if (answer.suggested.length === 0) return null;
  return (
    <p className="answer-guessed">
      <strong>{p.suggested.title}:</strong> {answer.suggested.map(traitWords).join("; ")}. <small>{p.suggested.hint}</small>
    </p>
  );
}

function Named({ answer, given, promised }: { answer: Answer; given: Candidate; promised: React.ReactNode }) {
  const tree = treeOf(shortlist(answer.candidates, given.taxonId));
  return (
    <div className="answer">
      <p className="answer-rank">{rankWord(given.taxonRank)}</p>
      <p className="answer-name">
        <Taxon name={given.scientificName} rank={given.taxonRank} />
      </p>
      <Common answer={answer} />
      <Meter share={given.confidence} />
      <p className="answer-confidence">{confidenceWords(given)}</p>
      {promised}
      {answer.together && <p className="answer-promise">{p.evidence.together}</p>}
      {answer.limit && (
        <p className="answer-limit">
          <strong>{p.answer.limitLabel}:</strong> {limitOf(answer)}
        </p>
      )}
      <Helps words={helpOf(answer)} />
      {answer.note && <p className="answer-note">{answer.note}</p>}
      <Guessed answer={answer} />
      {tree.length > 0 && (
        <details>
          <summary>{p.answer.alternatives}</summary>
          <Tree branches={tree} all={answer.candidates} given={given.taxonId} />
          <p className="hint">{aimOf(answer)}</p>
        </details>
      )}
    </div>
  );
}

function Unnamed({ answer }: { answer: Answer }) {
  const reason = reasonOf(answer);
  const tree = treeOf(shortlist(answer.candidates));
  return (
    <div className="answer">
      <p className="answer-none">{p.answer.none}</p>
      <p className="answer-why">{reason.why}</p>
      <Helps words={[reason.helps, helpOf(answer)].filter(Boolean).join(" ")} />
      {answer.note && <p className="answer-note">{answer.note}</p>}
      <Guessed answer={answer} />
      {tree.length > 0 && (
        <details>
          <summary>{p.answer.guesses}</summary>
          <p className="hint">{p.answer.guessesHint}</p>
          <Tree branches={tree} all={answer.candidates} />
        </details>
      )}
    </div>
  );
}

function Tree({ branches, all, given }: { branches: readonly Branch[]; all: readonly Candidate[]; given?: string }) {
  return (
    <ul className="tree">
      {branches.map(({ candidate, children }) => (
        <li key={candidate.taxonId}>
          <div className={candidate.taxonId === given ? "tree-row tree-given" : "tree-row"}>
            <span>
              <Taxon name={candidate.scientificName} rank={candidate.taxonRank} />{" "}
              <small>{rankWord(candidate.taxonRank)}</small>
              {isExperiment(candidate, all) && <small> · {p.answer.experiment}</small>}
              {candidate.taxonId === given && <span className="unseen"> ({p.answer.given})</span>}
            </span>
            <span className="tree-share">{p.answer.percent(candidate.confidence)}</span>
          </div>
          {children.length > 0 && <Tree branches={children} all={all} {...(given && { given })} />}
        </li>
      ))}
    </ul>
  );
}

/** A picture of the number beside it, so hidden from readers who hear the number. */
const Meter = ({ share }: { share: number }) => (
  <svg className="meter" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
    <rect className="meter-ground" width="100" height="4" />
    <rect className="meter-share" width={share * 100} height="4" />
  </svg>
);
