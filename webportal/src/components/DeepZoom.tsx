import OpenSeadragon from "openseadragon";
import { useEffect, useRef } from "react";
import type { Zoom } from "./Viewer";

interface Props {
  src: string;
  /** Handed out once the picture is open; null when it is gone. */
  onReady: (zoom: Zoom | null) => void;
  onZoom: (share: number) => void;
}

/**
 * OpenSeadragon inserts a style element unless one is there, and our policy forbids inline styles: an
 * element of that name which is none satisfies both.
 */
function withoutItsStyle(): void {
  if (document.querySelector("style[data-openseadragon-mobile-css]")) return;
  const placeholder = document.createElementNS("urn:insecta:placeholder", "style");
  placeholder.setAttribute("data-openseadragon-mobile-css", "true");
  document.head.append(placeholder);
}

const CLOSEST = 4;
const STEP = 0.1;

/** OpenSeadragon over the still picture: wheel and touch zoom, drag moves; keys and buttons are ours. */
export default function DeepZoom({ src, onReady, onZoom }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const told = useRef({ onReady, onZoom });
  told.current = { onReady, onZoom };
  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    withoutItsStyle();
    const viewer = OpenSeadragon({
      element,
      tileSources: { type: "image", url: src } as never,
      drawer: "canvas",
      showNavigationControl: false,
      showNavigator: false,
      minZoomImageRatio: 1,
      maxZoomPixelRatio: CLOSEST,
      visibilityRatio: 1,
      animationTime: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 0.4,
      gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
      keyboardNavEnabled: false,
      tabIndex: "",
    } as unknown as OpenSeadragon.Options);
    const { viewport } = viewer;
    const settle = () => viewport.applyConstraints();
    viewer.addOnceHandler("open", () =>
      told.current.onReady({
        by: (factor) => {
          viewport.zoomBy(factor);
          settle();
        },
        home: () => void viewport.goHome(),
        move: (across, down) => {
          const { width, height } = viewport.getBounds();
          viewport.panBy(new OpenSeadragon.Point(across * STEP * width, down * STEP * height));
          settle();
        },
      }),
    );
    viewer.addHandler("zoom", ({ zoom }) => told.current.onZoom((zoom ?? 1) / viewport.getHomeZoom()));
    viewer.addHandler("canvas-scroll", (event) => {
      const page = element.closest(".viewer-frame");
      const asked = page?.contains(document.activeElement) || (event.originalEvent as WheelEvent).ctrlKey;
      event.preventDefaultAction = !asked;
      event.preventDefault = Boolean(asked);
    });
    return () => {
      told.current.onReady(null);
      viewer.destroy();
    };
  }, [src]);
  return <div ref={frame} className="viewer-deep" aria-hidden="true" />;
}
