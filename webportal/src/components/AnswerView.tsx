import type { Answer, Candidate } from "../api/types";
import { type Branch, shortlist, treeOf } from "../answer/tree";
import { confidenceWords, limitOf, promise, rankWord, reasonOf, wrongOneIn } from "../answer/wording";
import { p } from "../messages/pages";
import { Taxon } from "./Taxon";

interface Props {
  answer: Answer | null;
  /** How many taxa the release knows, for the reason "none of them". */
  taxa?: number | null;
}

/** The name that can be defended with what may be promised, or the reason why there is none. */
export function AnswerView({ answer, taxa = null }: Props) {
  if (!answer) {
    return (
      <div className="answer">
        <p className="answer-none">{p.answer.waiting}</p>
        <p>{p.answer.waitingHint}</p>
      </div>
    );
  }
  return answer.answer ? <Named answer={answer} given={answer.answer} /> : <Unnamed answer={answer} taxa={taxa} />;
}

function Named({ answer, given }: { answer: Answer; given: Candidate }) {
  const tree = treeOf(shortlist(answer.candidates, given.taxonId));
  return (
    <div className="answer">
      <p className="answer-rank">{rankWord(given.taxonRank)}</p>
      <p className="answer-name">
        <Taxon name={given.scientificName} rank={given.taxonRank} />
      </p>
      <Meter share={given.confidence} />
      <p className="answer-confidence">{confidenceWords(given)}</p>
      <p className="answer-promise">{promise(answer)}</p>
      {answer.together && <p className="answer-promise">{p.evidence.together}</p>}
      {answer.limit && (
        <p className="answer-limit">
          <strong>{p.answer.limitLabel}:</strong> {limitOf(answer.limit)}
        </p>
      )}
      {answer.note && <p className="answer-note">{answer.note}</p>}
      {tree.length > 0 && (
        <details>
          <summary>{p.answer.alternatives}</summary>
          <Tree branches={tree} given={given.taxonId} />
          <p className="hint">{p.answer.target(wrongOneIn(answer.target))}</p>
        </details>
      )}
    </div>
  );
}

function Unnamed({ answer, taxa }: { answer: Answer; taxa: number | null }) {
  const reason = reasonOf(answer.abstention ?? "undecided", taxa);
  const tree = treeOf(shortlist(answer.candidates));
  return (
    <div className="answer">
      <p className="answer-none">{p.answer.none}</p>
      <p className="answer-why">{reason.why}</p>
      {reason.helps && (
        <p className="answer-helps">
          <strong>{p.answer.helps}:</strong> {reason.helps}
        </p>
      )}
      {answer.note && <p className="answer-note">{answer.note}</p>}
      {tree.length > 0 && (
        <details>
          <summary>{p.answer.guesses}</summary>
          <p className="hint">{p.answer.guessesHint}</p>
          <Tree branches={tree} />
        </details>
      )}
    </div>
  );
}

function Tree({ branches, given }: { branches: readonly Branch[]; given?: string }) {
  return (
    <ul className="tree">
      {branches.map(({ candidate, children }) => (
        <li key={candidate.taxonId}>
          <div className={candidate.taxonId === given ? "tree-row tree-given" : "tree-row"}>
            <span>
              <Taxon name={candidate.scientificName} rank={candidate.taxonRank} />{" "}
              <small>{rankWord(candidate.taxonRank)}</small>
              {candidate.taxonId === given && <span className="unseen"> ({p.answer.given})</span>}
            </span>
            <span className="tree-share">{p.answer.percent(candidate.confidence)}</span>
          </div>
          {children.length > 0 && <Tree branches={children} {...(given && { given })} />}
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
