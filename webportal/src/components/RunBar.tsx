import type { Run } from "../api/types";
import { countOf, settledOf, STATES, totalOf } from "../run/counts";
import { p } from "../messages/pages";

/** One bar of all states; patterns tell them apart without colour, the words are beside it. */
export function RunBar({ run }: { run: Run }) {
  const total = totalOf(run);
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
      <svg viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true">
        {STATES.map((state) => {
          const width = total ? (countOf(run, state) / total) * 1000 : 0;
          const from = x;
          x += width;
          return width > 0 ? <rect key={state} className={`state-${state}`} x={from} width={width} height="12" /> : null;
        })}
      </svg>
    </div>
  );
}
