import { type FormEvent, useState } from "react";
import { p } from "../messages/pages";
import { type Asked, askedText, NOTHING } from "./asked";

type Words = Exclude<keyof Asked, "noPicture" | "noDetermination">;
const FIELDS: readonly Words[] = ["from", "to", "storage", "determiner", "since", "until", "method", "preparation", "licence", "digitiser", "run"];
const TICKS = ["noPicture", "noDetermination"] as const;

/** Fields for what museums ask most and no picture shows; they are written into the search box, where they can be changed. */
export default function MoreWays({ onAsk }: { onAsk: (text: string) => void }) {
  const [asked, setAsked] = useState(NOTHING);
  const text = askedText(asked);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!text) return;
    setAsked(NOTHING);
    onAsk(text);
  };
  return (
    <form className="more-ways" onSubmit={submit} aria-label={p.moreWays.label}>
      {FIELDS.map((field) => (
        <label key={field} className="field">
          {p.moreWays.fields[field]}
          <input value={asked[field]} maxLength={200} autoComplete="off" onChange={({ target }) => setAsked({ ...asked, [field]: target.value })} />
        </label>
      ))}
      {TICKS.map((field) => (
        <label key={field} className="tick">
          <input type="checkbox" checked={asked[field]} onChange={({ target }) => setAsked({ ...asked, [field]: target.checked })} />
          {p.moreWays.ticks[field]}
        </label>
      ))}
      <p className="more-ways-go">
        <button type="submit" className="button" disabled={!text}>
          {p.moreWays.go}
        </button>
        {text && <code className="break">{text}</code>}
      </p>
    </form>
  );
}
