import { useEffect, useState } from "react";
import { announce } from "../components/Announcer";
import { p } from "../messages/pages";
import { type Action, ACTIONS, changed, DEFAULTS, type Keys, mayBe } from "./keys";

interface Props {
  keys: Keys;
  on: boolean;
  onKeys: (keys: Keys) => void;
  onSwitch: (on: boolean) => void;
  /** While a new key is waited for, keys do nothing else. */
  onWait: (waiting: boolean) => void;
}

/** The keys, each to be changed, and one switch for all of them. */
export function KeyList({ keys, on, onKeys, onSwitch, onWait }: Props) {
  const [waiting, setWaiting] = useState<Action | null>(null);
  useEffect(() => onWait(waiting !== null), [waiting, onWait]);
  useEffect(() => {
    if (!waiting) return undefined;
    const press = (event: KeyboardEvent) => {
      if (event.key === "Tab" || event.key === "Shift") return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Escape") return setWaiting(null);
      if (!mayBe(event.key)) return announce(p.review.keyTaken);
      onKeys(changed(keys, waiting, event.key));
      announce(p.review.keyChanged(p.review.actions[waiting] ?? "", event.key.toUpperCase()));
      setWaiting(null);
    };
    document.addEventListener("keydown", press, true);
    return () => document.removeEventListener("keydown", press, true);
  }, [waiting, keys, onKeys]);
  return (
    <details className="review-keys">
      <summary>{p.review.keys}</summary>
      <label className="tick">
        <input type="checkbox" checked={on} onChange={({ target }) => onSwitch(target.checked)} />
        {p.judge.keys}
      </label>
      <ul>
        {ACTIONS.map((action) => (
          <li key={action}>
            <kbd>{keys[action].toUpperCase()}</kbd>
            <span>{p.review.actions[action]}</span>
            <button type="button" className="button button-quiet" aria-pressed={waiting === action} onClick={() => setWaiting(waiting === action ? null : action)}>
              {waiting === action ? p.review.press : p.review.change} <span className="unseen">{p.review.actions[action]}</span>
            </button>
          </li>
        ))}
      </ul>
      <p>
        <button type="button" className="button" onClick={() => onKeys(DEFAULTS)}>
          {p.review.reset}
        </button>
      </p>
    </details>
  );
}
