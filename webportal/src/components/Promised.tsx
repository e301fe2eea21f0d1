import { useQuery } from "@tanstack/react-query";
import { checkedWords, countWords } from "../answer/promised";
import { promise } from "../answer/wording";
import { evidenceQuery } from "../api/evidence";
import type { Answer } from "../api/types";

/** What may be promised: that it was checked here, where it was; else what the test set says (users: 7). */
export function Promised({ answer, specimenId, ask }: { answer: Answer; specimenId: string; ask: boolean }) {
  const { data } = useQuery({ ...evidenceQuery(specimenId), enabled: ask });
  const told = data?.promise;
  const here = told?.basis === "checked_here" && answer.abstention !== "unlike_training" ? told : null;
  return <p className="answer-promise">{here ? `${checkedWords(here)}: ${countWords(here)}.` : promise(answer)}</p>;
}
