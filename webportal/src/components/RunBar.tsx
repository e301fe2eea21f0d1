import { useId } from "react";
import type { Run } from "../api/types";
import { countOf, settledOf, STATES, totalOf } from "../run/counts";
import { p } from "../messages/pages";
import { patternOf, StatePatterns } from "./StatePatterns";

/** One bar of all states; patterns tell them apart without colour, the words are beside it. */
export function RunBar({ run }: { run: Run }) {
  const total = totalOf(run);
  const id = useId();
  let x = 0;
  return (
    <div
      className="run-bar"
      role="progressbar"
      aria-label={p.progress.label(run.collection)}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={settledOf(run)}
      aria-valuetext={p.progress.ofPictures(settledOf(run), total)}
    >
      <svg aria-hidden="true">
        <StatePatterns id={id} />
        {STATES.map((state) => {
          const width = total ? (countOf(run, state) / total) * 100 : 0;
          const place = { x: `${x}%`, width: `${width}%`, height: "100%" };
          const pattern = patternOf(id, state);
          x += width;
          return width > 0 ? (
            <g key={state}>
              <rect className={`state-${state}`} {...place} />
              {pattern && <rect fill={pattern} {...place} />}
            </g>
          ) : null;
        })}
      </svg>
    </div>
  );
}
