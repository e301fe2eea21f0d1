import { useState } from "react";
import type { FacetCounts } from "../api/types";
import { t } from "../messages";
import { p } from "../messages/pages";
import { type Filter, isChosen, toggled } from "./url";

interface Props {
  facets: readonly FacetCounts[];
  filters: readonly Filter[];
  onChange: (filters: Filter[]) => void;
}

/** Counts of the whole result, each a button that narrows it down. */
export function Facets({ facets, filters, onChange }: Props) {
  const [open, setOpen] = useState(startsOpen);
  const shown = open ? facets.filter(({ values }) => values.length > 0) : [];
  return (
    <aside className="facets" aria-label={p.search.moreFacets}>
      <details open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{p.search.facets}</summary>
        {shown.map(({ field, values }) => (
          <fieldset key={field}>
            <legend>{p.field[field] ?? field}</legend>
            <ul>
              {values.slice(0, 12).map(({ value, count }) => {
                const filter = { field, value };
                return (
                  <li key={value}>
                    <button
                      type="button"
                      className="facet"
                      aria-pressed={isChosen(filters, filter)}
                      onClick={() => onChange(toggled(filters, filter))}
                    >
                      <span className="facet-value">{wordsFor(field, value)}</span>
                      <span className="facet-count">{t.number(count)}</span>
                    </button>
                  </li>
                );
              })}
            </ul>
          </fieldset>
        ))}
      </details>
    </aside>
  );
}

/** What is chosen, each with a way back. */
export function Chosen({ filters, onChange }: Omit<Props, "facets">) {
  if (!filters.length) return null;
  return (
    <ul className="chosen" aria-label={p.search.chosen}>
      {filters.map((filter) => (
        <li key={filter.field}>
          <button
            type="button"
            className="chip"
            aria-label={p.search.without(p.field[filter.field] ?? filter.field, wordsFor(filter.field, filter.value))}
            onClick={() => onChange(toggled(filters, filter))}
          >
            {p.field[filter.field]}: {wordsFor(filter.field, filter.value)} <span aria-hidden="true">×</span>
          </button>
        </li>
      ))}
      {filters.length > 1 && (
        <li>
          <button type="button" className="button button-quiet" onClick={() => onChange([])}>
            {p.search.clear}
          </button>
        </li>
      )}
    </ul>
  );
}

/** Folded on a phone, where the result comes first. */
const startsOpen = (): boolean => window.matchMedia("(min-width: 60rem)").matches;

export function wordsFor(field: string, value: string): string {
  if (field === "trust") return p.trust[value] ?? value;
  if (field === "abstention") return p.abstention[value]?.short ?? value;
  if (field === "limit") return p.limit[value]?.short ?? value;
  if (field === "rank") return p.rank[value] ?? value;
  if (field === "view") return p.view[value] ?? value;
  if (field === "note") return p.note[value] ?? value;
  return value;
}
