import type { FacetCounts } from "../api/types";
import { t } from "../messages";
import { type Filter, isChosen, toggled } from "./url";

interface Props {
  facets: readonly FacetCounts[];
  filters: readonly Filter[];
  onChange: (filters: Filter[]) => void;
}

/** Counts of the whole result, each a button that narrows it down. */
export function Facets({ facets, filters, onChange }: Props) {
  const shown = facets.filter(({ values }) => values.length > 0);
  return (
    <aside className="facets" aria-label={t.search.moreFacets}>
      <details open={startsOpen()}>
        <summary>{t.search.facets}</summary>
        {shown.map(({ field, values }) => (
          <fieldset key={field}>
            <legend>{t.field[field] ?? field}</legend>
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
    <ul className="chosen" aria-label={t.search.chosen}>
      {filters.map((filter) => (
        <li key={filter.field}>
          <button
            type="button"
            className="chip"
            aria-label={t.search.without(t.field[filter.field] ?? filter.field, wordsFor(filter.field, filter.value))}
            onClick={() => onChange(toggled(filters, filter))}
          >
            {t.field[filter.field]}: {wordsFor(filter.field, filter.value)} <span aria-hidden="true">×</span>
          </button>
        </li>
      ))}
      {filters.length > 1 && (
        <li>
          <button type="button" className="button button-quiet" onClick={() => onChange([])}>
            {t.search.clear}
          </button>
        </li>
      )}
    </ul>
  );
}

/** Folded on a phone, where the result comes first. */
const startsOpen = (): boolean => window.matchMedia("(min-width: 60rem)").matches;

export function wordsFor(field: string, value: string): string {
  if (field === "trust") return t.trust[value] ?? value;
  if (field === "abstention") return t.abstention[value]?.short ?? value;
  if (field === "limit") return t.limit[value]?.short ?? value;
  if (field === "rank") return t.rank[value] ?? value;
  if (field === "view") return t.view[value] ?? value;
  if (field === "note") return t.note[value] ?? value;
  return value;
}
