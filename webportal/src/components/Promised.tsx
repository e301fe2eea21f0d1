import { useQuery } from "@tanstack/react-query";
import { promiseWords } from "../answer/promised";
import { evidenceQuery } from "../api/evidence";
import type { Answer } from "../api/types";

/** What may be promised: that it was checked here, where it was; else what the release's test set says (users: 7). */
export function Promised({ answer, specimenId, ask }: { answer: Answer; specimenId: string; ask: boolean }) {
  const { data } = useQuery({ ...evidenceQuery(specimenId), enabled: ask });
  return <p className="answer-promise">{promiseWords(data?.promise ?? answer.promise)}</p>;
}
