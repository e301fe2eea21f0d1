import { type KeyboardEvent, type PointerEvent, type RefObject, useRef, useState } from "react";
import type { Box } from "../api/regions";
import type { Region } from "../api/types";
import { p } from "../messages/pages";
import { moved, resized, spanned } from "./geometry";
import { called } from "./words";

export interface Drag {
  /** The region that is moved or resized; null for a box that is drawn anew. */
  id: string | null;
  box: Box;
}

interface Props {
  src: string;
  alt: string;
  /** Of the picture, in pixels: its room is kept before it is here. */
  size: readonly [number, number];
  zoom: number;
  regions: readonly Region[];
  chosen: ReadonlySet<string>;
  /** What keys have moved and not kept yet, as the page shows it. */
  draft: Drag | null;
  mayDraw: boolean;
  frame: RefObject<HTMLDivElement | null>;
  onChoose: (id: string, more: boolean) => void;
  onDrawn: (drag: Drag) => void;
  /** A box that is not kept yet was dragged. */
  onDraft: (drag: Drag) => void;
}

type How = "move" | "size" | "draw";
const LEAST_PX = 5;

/** The picture with its boxes over it: each is a button; a drag moves one, its corner resizes it, the free ground draws another. */
export function Sheet({ src, alt, size, zoom, regions, chosen, draft, mayDraw, frame, onChoose, onDrawn, onDraft }: Props) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const from = useRef<{ x: number; y: number; how: How; base: Drag | null } | null>(null);
  const at = (event: PointerEvent): { x: number; y: number } => {
    const { left, top, width, height } = frame.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    return { x: (event.clientX - left) / width, y: (event.clientY - top) / height };
  };
  const down = (event: PointerEvent, base: Drag | null, how: How) => {
    if (!mayDraw || event.button !== 0 || (event.pointerType === "touch" && how === "draw")) return;
    event.stopPropagation();
    from.current = { ...at(event), how, base };
    frame.current?.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    const began = from.current;
    if (!began) return;
    const { x, y } = at(event);
    const { width, height } = frame.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    if (!drag && Math.hypot((x - began.x) * width, (y - began.y) * height) < LEAST_PX) return;
    const { base, how } = began;
    if (how === "draw" || !base) setDrag({ id: null, box: spanned(began.x, began.y, x, y) });
    else setDrag({ id: base.id, box: (how === "move" ? moved : resized)(base.box, x - began.x, y - began.y) });
  };
  const up = (event: PointerEvent) => {
    const began = from.current;
    from.current = null;
    if (drag) (began?.base && drag.id === null ? onDraft : onDrawn)(drag);
    else if (began?.base?.id) onChoose(began.base.id, event.shiftKey || event.ctrlKey || event.metaKey);
    setDrag(null);
  };
  const shown = drag ?? draft;
  return (
    <div className="boxes-scroll" tabIndex={0} role="region" aria-label={p.boxes.picture}>
      <div
        ref={frame}
        className={mayDraw ? "boxes-frame boxes-draw" : "boxes-frame"}
        style={{ width: `${zoom}%` }}
        onPointerDown={(event) => down(event, null, "draw")}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={() => {
          from.current = null;
          setDrag(null);
        }}
      >
        <img src={src} alt={alt} draggable={false} width={size[0]} height={size[1]} />
        {regions.map((region, n) => (
          <button
            key={region.id}
            type="button"
            id={`box-${region.id}`}
            className={`box box-${region.kind.replace(" ", "-")}`}
            aria-pressed={chosen.has(region.id)}
            aria-label={`${n + 1}: ${called(region)}`}
            style={placeOf(shown?.id === region.id ? shown.box : region.box)}
            onPointerDown={(event) => down(event, region, "move")}
            onClick={(event) => {
              if (!mayDraw || event.detail === 0) onChoose(region.id, event.shiftKey || event.ctrlKey || event.metaKey);
            }}
            onKeyDown={(event: KeyboardEvent) => event.key === " " && event.stopPropagation()}
          >
            <span className="box-number">{n + 1}</span>
            {mayDraw && chosen.has(region.id) && <span className="box-corner" onPointerDown={(event) => down(event, region, "size")} />}
          </button>
        ))}
        {shown && shown.id === null && (
          <div className="box box-new" style={placeOf(shown.box)} onPointerDown={(event) => down(event, shown, "move")}>
            <span className="box-corner" onPointerDown={(event) => down(event, shown, "size")} />
          </div>
        )}
      </div>
    </div>
  );
}

const placeOf = ([x, y, width, height]: Box) => ({ left: `${x * 100}%`, top: `${y * 100}%`, width: `${width * 100}%`, height: `${height * 100}%` });
