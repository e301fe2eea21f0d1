import { type KeyboardEvent, lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { p } from "../messages/pages";

const DeepZoom = lazy(() => import("./DeepZoom"));

interface Props {
  /** What is shown at once, and what is shown closely. */
  src: string;
  closeSrc: string;
  alt: string;
}

/** What keys and buttons do with an open picture. */
export interface Zoom {
  by: (factor: number) => void;
  home: () => void;
  move: (across: number, down: number) => void;
}

const FACTOR = 1.5;

/**
 * A still picture at once; where the viewer has loaded, one that can be enlarged and moved. On a phone it
 * loads with the first touch: most who look at a page there enlarge nothing, and it is a heavy script.
 */
export function Viewer({ src, closeSrc, alt }: Props) {
  const [zoom, setZoom] = useState<Zoom | null>(null);
  const [wanted, want] = useState(() => window.matchMedia("(hover: hover)").matches);
  const larger = useRef(false);
  const onReady = useCallback((ready: Zoom | null) => {
    setZoom(ready);
    if (ready && larger.current) ready.by(FACTOR);
    if (ready) larger.current = false;
  }, []);
  const enlarge = () => {
    larger.current = !zoom;
    want(true);
    zoom?.by(FACTOR);
  };
  const [share, setShare] = useState(1);
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    setShare(1);
    setBroken(false);
  }, [src]);
  const keys = (event: KeyboardEvent) => {
    const act = KEYS[event.key];
    if (!act || !zoom || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    act(zoom);
  };
  const isWhole = share < 1.01;
  return (
    <div className="viewer">
      <div
        className="viewer-frame"
        tabIndex={0}
        role="group"
        aria-label={`${alt}. ${p.specimen.zoomHint}`}
        onKeyDown={keys}
        onFocus={() => want(true)}
        onPointerDown={() => want(true)}
      >
        {broken ? (
          <p className="hint">{p.specimen.notReadable}</p>
        ) : (
          <>
            <img src={src} alt={alt} draggable={false} className={zoom ? "viewer-under" : ""} onError={() => setBroken(true)} />
            {wanted && (
              <Suspense>
                <DeepZoom src={closeSrc} onReady={onReady} onZoom={setShare} />
              </Suspense>
            )}
          </>
        )}
      </div>
      <div className="viewer-tools" data-ready={zoom !== null}>
        <button type="button" className="button button-quiet" onClick={() => zoom?.by(1 / FACTOR)} disabled={!zoom || isWhole}>
          {p.specimen.zoomOut}
        </button>
        <span aria-hidden="true" className="viewer-scale">
          {p.specimen.zoomLevel(Math.round(share * 100))}
        </span>
        <button type="button" className="button button-quiet" onClick={enlarge} disabled={wanted && !zoom}>
          {p.specimen.zoomIn}
        </button>
        <button type="button" className="button button-quiet" onClick={() => zoom?.home()} disabled={!zoom || isWhole}>
          {p.specimen.zoomReset}
        </button>
      </div>
    </div>
  );
}

const KEYS: Readonly<Record<string, (zoom: Zoom) => void>> = {
  "+": (zoom) => zoom.by(FACTOR),
  "=": (zoom) => zoom.by(FACTOR),
  "-": (zoom) => zoom.by(1 / FACTOR),
  "0": (zoom) => zoom.home(),
  ArrowLeft: (zoom) => zoom.move(-1, 0),
  ArrowRight: (zoom) => zoom.move(1, 0),
  ArrowUp: (zoom) => zoom.move(0, -1),
  ArrowDown: (zoom) => zoom.move(0, 1),
};
