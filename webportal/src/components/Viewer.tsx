import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { p } from "../messages/pages";
import { fitted, type Place, STEP, WHOLE, zoomed } from "./place";

interface Props {
  src: string;
  alt: string;
}

/** A picture that can be enlarged with wheel, buttons or keys, and moved with pointer or arrows. */
export function Viewer({ src, alt }: Props) {
  const [place, setPlace] = useState<Place>(WHOLE);
  const [broken, setBroken] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const held = useRef<{ x: number; y: number } | null>(null);

  useEffect(() => {
    setPlace(WHOLE);
    setBroken(false);
  }, [src]);

  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const wheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !element.contains(document.activeElement)) return;
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const at = { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
      setPlace((old) => zoomed(old, event.deltaY < 0 ? STEP : 1 / STEP, at));
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => element.removeEventListener("wheel", wheel);
  }, []);

  const keys = (event: KeyboardEvent) => {
    const change = KEYS[event.key];
    if (!change) return;
    event.preventDefault();
    setPlace(change);
  };
  const press = (event: PointerEvent) => {
    held.current = { x: event.clientX, y: event.clientY };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    const from = held.current;
    if (!from) return;
    held.current = { x: event.clientX, y: event.clientY };
    const { width, height } = event.currentTarget.getBoundingClientRect();
    const dx = (event.clientX - from.x) / width;
    const dy = (event.clientY - from.y) / height;
    setPlace((old) => fitted({ ...old, x: old.x + dx, y: old.y + dy }));
  };
  const release = () => {
    held.current = null;
  };
  const transform = `translate(${place.x * 100}%, ${place.y * 100}%) scale(${place.scale})`;
  return (
    <div className="viewer">
      <div
        ref={frame}
        className={place.scale > 1 ? "viewer-frame viewer-large" : "viewer-frame"}
        tabIndex={0}
        role="group"
        aria-label={`${alt}. ${p.specimen.zoomHint}`}
        onKeyDown={keys}
        onPointerDown={press}
        onPointerMove={move}
        onPointerUp={release}
        onPointerCancel={release}
        onDoubleClick={() => setPlace((old) => (old.scale > 1 ? WHOLE : zoomed(old, 2 * STEP)))}
      >
        {broken ? (
          <p className="hint">{p.specimen.notReadable}</p>
        ) : (
          <img src={src} alt={alt} draggable={false} style={{ transform }} onError={() => setBroken(true)} />
        )}
      </div>
      <div className="viewer-tools">
        <button type="button" className="button button-quiet" onClick={() => setPlace((old) => zoomed(old, 1 / STEP))} disabled={place.scale <= 1}>
          {p.specimen.zoomOut}
        </button>
        <span aria-hidden="true" className="viewer-scale">
          {p.specimen.zoomLevel(Math.round(place.scale * 100))}
        </span>
        <button type="button" className="button button-quiet" onClick={() => setPlace((old) => zoomed(old, STEP))}>
          {p.specimen.zoomIn}
        </button>
        <button type="button" className="button button-quiet" onClick={() => setPlace(WHOLE)} disabled={place.scale <= 1}>
          {p.specimen.zoomReset}
        </button>
      </div>
    </div>
  );
}

const shifted = (dx: number, dy: number) => (old: Place) => fitted({ ...old, x: old.x + dx, y: old.y + dy });

const KEYS: Readonly<Record<string, (old: Place) => Place>> = {
  "+": (old) => zoomed(old, STEP),
  "=": (old) => zoomed(old, STEP),
  "-": (old) => zoomed(old, 1 / STEP),
  "0": () => WHOLE,
  ArrowLeft: shifted(0.1, 0),
  ArrowRight: shifted(-0.1, 0),
  ArrowUp: shifted(0, 0.1),
  ArrowDown: shifted(0, -0.1),
};
