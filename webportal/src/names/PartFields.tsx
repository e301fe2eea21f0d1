import { RANKS } from "@insecta/decision";
import { rankWord } from "../answer/wording";
import { p } from "../messages/pages";
import { type Draft, type Kind, KINDS, shareOf } from "./part";

interface Props {
  draft: Draft;
  onChange: (draft: Draft) => void;
}

const SHOWN_RANKS = RANKS.filter((rank) => p.rank[rank]);

/** Which changes are meant: every field narrows the part further. */
export function PartFields({ draft, onChange }: Props) {
  const toggle = (kind: Kind) => {
    const kinds = new Set(draft.kinds);
    if (!kinds.delete(kind)) kinds.add(kind);
    onChange({ ...draft, kinds });
  };
  return (
    <div className="names-part">
      <fieldset className="names-kinds">
        <legend>{p.names.kindsOf}</legend>
        {KINDS.map((kind) => (
          <label key={kind} className="tick">
            <input type="checkbox" checked={draft.kinds.has(kind)} onChange={() => toggle(kind)} />
            <span>
              {p.names.kinds[kind]} <span className="hint">{p.names.kindHints[kind]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <label className="field">
        {p.names.least}
        <input inputMode="decimal" value={draft.least} aria-invalid={shareOf(draft.least) === null} onChange={({ target }) => onChange({ ...draft, least: target.value })} />
      </label>
      <label className="field">
        {p.names.taxon}
        <input value={draft.taxon} maxLength={200} placeholder={p.names.any} onChange={({ target }) => onChange({ ...draft, taxon: target.value })} />
      </label>
      <RankField label={p.names.rank} value={draft.rank} onChange={(rank) => onChange({ ...draft, rank })} />
      <RankField label={p.names.fromRank} value={draft.fromRank} onChange={(fromRank) => onChange({ ...draft, fromRank })} />
    </div>
  );
}

const RankField = ({ label, value, onChange }: { label: string; value: string; onChange: (rank: string) => void }) => (
  <label className="field">
    {label}
    <select value={value} onChange={({ target }) => onChange(target.value)}>
      <option value="">{p.names.any}</option>
      {SHOWN_RANKS.map((rank) => (
        <option key={rank} value={rank}>
          {rankWord(rank)}
        </option>
      ))}
    </select>
  </label>
);
