import { useQuery } from "@tanstack/react-query";
import { useLayoutEffect, useState } from "react";
import { lookAlikes } from "../api/reviewing";
import { Loading, ProblemNotice } from "../components/Problems";
import { t } from "../messages";
import { p } from "../messages/pages";
import { chosenOf } from "./wording";

interface Props {
  id: string;
  /** Specimens that the next decision is applied to as well. */
  onChosen: (ids: readonly string[]) => void;
}

const LEAST = 90;

/** What looks alike, each seen before anything is applied to it, and taken out by one click. */
export function Group({ id, onChosen }: Props) {
  const { data, error, refetch } = useQuery({
    queryKey: ["look-alikes", id],
    queryFn: () => lookAlikes(id),
    staleTime: 0,
    gcTime: 0,
  });
  const [least, setLeast] = useState(LEAST);
  const [out, setOut] = useState<ReadonlySet<string>>(new Set());
  const items = data?.items ?? [];
  const chosen = chosenOf(items, least / 100, out);
  const told = chosen.join();
  // Before the sum is shown: a key pressed at once must decide on what is seen.
  useLayoutEffect(() => onChosen(told ? told.split(",") : []), [told, onChosen]);
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const toggle = (one: string) => {
    const next = new Set(out);
    if (!next.delete(one)) next.add(one);
    setOut(next);
  };
  const keptOut = Object.entries(data.keptOut).filter(([, n]) => n > 0);
  return (
    <section className="group" aria-labelledby="group">
      <h2 id="group">{p.review.group}</h2>
      {items.length === 0 ? (
        <p>{p.review.groupNone}</p>
      ) : (
        <>
          <p role="status" className="group-sum">
            {p.review.applies(chosen.length + 1)}
          </p>
          <label className="group-least">
            {p.review.least(least)}
            <input type="range" min={50} max={100} value={least} onChange={({ target }) => setLeast(Number(target.value))} />
          </label>
          <ul className="group-tiles">
            {items.map(({ specimen, thumbnail, similarity }) => {
              const on = similarity * 100 >= least && !out.has(specimen.id);
              return (
                <li key={specimen.id}>
                  <label className={on ? "group-tile group-on" : "group-tile"}>
                    <img src={thumbnail} alt="" loading="lazy" width="160" height="120" />
                    <span>
                      <input type="checkbox" checked={on} disabled={similarity * 100 < least} onChange={() => toggle(specimen.id)} />{" "}
                      {specimen.catalogNumber ?? p.search.noNumber}
                    </span>
                    <small>{p.find.likeSimilarity(similarity)}</small>
                  </label>
                </li>
              );
            })}
          </ul>
        </>
      )}
      {keptOut.length > 0 && (
        <p className="hint">
          {p.review.keptOut}: {keptOut.map(([why, n]) => `${p.review.keptOutWhy[why] ?? why} ${t.number(n)}`).join("; ")}.
        </p>
      )}
    </section>
  );
}
