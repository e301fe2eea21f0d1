import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Found } from "../api/types";
import { p } from "../messages/pages";
import { FoundRow, FoundTile, TableHead } from "./Found";
import type { Form } from "./url";

interface Props {
  items: readonly Found[];
  /** Number of the first item in the whole result, from 0. */
  offset: number;
  total: number;
  form: Exclude<Form, "map">;
  /** The item to begin at, by its number in the whole result. */
  start: number;
  /** Tells which item is the first that is seen. */
  onSeen: (row: number) => void;
  /** The end of what is there comes near. */
  onNearEnd: () => void;
}

const NEAR = 30;
/** Rows of the grid that a screen shows at once. */
const SOON = 2;
const TEXT_PX = 124;
const GAP_PX = 20;
const ROW_PX = 92;
const LEAST_TILE_PX = 200;
/** Items whose room is kept before they are here, so that nothing below moves; browsers bear no endless page. */
const MOST_AHEAD = 100_000;

/** A long result: only what is on the screen, and a little more, is in the page. */
export function List({ items, offset, total, form, start, onSeen, onNearEnd }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const { width, top } = usePlace(box);
  const columns = form === "table" ? 1 : Math.max(2, Math.floor((width + GAP_PX) / (LEAST_TILE_PX + GAP_PX)));
  const tile = (width - GAP_PX * (columns - 1)) / columns;
  const height = form === "table" ? ROW_PX : tile + TEXT_PX + GAP_PX;
  const virtual = useWindowVirtualizer({
    count: Math.ceil(Math.min(total - offset, items.length + MOST_AHEAD) / columns),
    estimateSize: () => height,
    overscan: 3,
    scrollMargin: top,
    enabled: width > 0,
  });
  useLayoutEffect(() => virtual.measure(), [height, virtual]);

  const begun = useRef(false);
  useEffect(() => {
    if (begun.current || !width || start <= offset) return;
    begun.current = true;
    virtual.scrollToIndex(Math.floor((start - offset) / columns), { align: "start" });
  }, [width, start, offset, columns, virtual]);

  const rows = virtual.getVirtualItems();
  const last = rows.at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= 0 && (last + 1) * columns >= items.length - NEAR) onNearEnd();
  }, [last, columns, items.length, onNearEnd]);
  const seen = rows.find(({ end }) => end > (virtual.scrollOffset ?? 0))?.index ?? 0;
  useEffect(() => {
    const timer = setTimeout(() => onSeen(offset + seen * columns), 250);
    return () => clearTimeout(timer);
  }, [seen, columns, offset, onSeen]);

  const shown = rows.flatMap((row) =>
    items.slice(row.index * columns, (row.index + 1) * columns).map((found, column) => ({ found, column, row })),
  );
  const space = { height: virtual.getTotalSize() } satisfies CSSProperties;
  if (form === "table") {
    const filled = rows.filter(({ index }) => index * columns < items.length);
    const before = (filled[0]?.start ?? top) - top;
    const after = Math.max(0, virtual.getTotalSize() - ((filled.at(-1)?.end ?? top) - top));
    return (
      <div ref={box} className="table-wrap result-list" tabIndex={0} role="region" aria-label={p.search.table}>
        <table aria-rowcount={total + 1} className="found-table">
          <TableHead />
          <tbody>
            {before > 0 && <Spacer height={before} />}
            {shown.map(({ found, row }) => (
              <FoundRow key={found.id} found={found} place={offset + row.index + 2} />
            ))}
            {after > 0 && <Spacer height={after} />}
          </tbody>
        </table>
      </div>
    );
  }
  return (
    <div ref={box} className="result-list">
      <ul className="grid grid-virtual" style={space}>
        {shown.map(({ found, column, row }) => (
          <li
            key={found.id}
            aria-setsize={total}
            aria-posinset={offset + row.index * columns + column + 1}
            style={{ transform: `translate(${column * (tile + GAP_PX)}px, ${row.start - top}px)`, width: tile, height: height - GAP_PX }}
          >
            <FoundTile found={found} soon={row.index < SOON} />
          </li>
        ))}
      </ul>
    </div>
  );
}

const Spacer = ({ height }: { height: number }) => (
  <tr aria-hidden="true" className="spacer">
    <td colSpan={9} style={{ height }} />
  </tr>
);

/** How wide the list is, and how far from the top of the page it begins. */
function usePlace(box: React.RefObject<HTMLDivElement | null>): { width: number; top: number } {
  const [place, setPlace] = useState({ width: 0, top: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const measure = () => {
      const { left, top } = element.getBoundingClientRect();
      const next = { width: element.clientWidth, top: Math.round(top + window.scrollY) };
      setPlace((old) => (left >= 0 && old.width === next.width && old.top === next.top ? old : next));
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    watch.observe(document.body);
    return () => watch.disconnect();
  }, [box]);
  return place;
}
