import { useQuery } from "@tanstack/react-query";
import type { FeatureCollection } from "geojson";
import { type GeoJSONSource, Map as Earth, NavigationControl, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import "maplibre-gl/dist/maplibre-gl.css";
import { useEffect, useRef, useState } from "react";
import { placesQuery } from "../api/searches";
import type { Places } from "../api/types";
import { ProblemNotice } from "../components/Problems";
import { t } from "../messages";
import { p } from "../messages/pages";
import { background, detailFor } from "./coastlines";
import type { Box } from "./url";

setWorkerUrl(workerUrl);

const WORLD: Box = [-180, -90, 180, 90];
const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };

interface Props {
  q: string;
  box: Box | null;
  onMove: (box: Box | null) => void;
  onShow: (box: Box) => void;
}

/** Counts of cells as circles over coastlines; the same counts stand in a table below. */
export default function MapView({ q, box, onMove, onShow }: Props) {
  const seen = box ?? WORLD;
  const places = useQuery(placesQuery(q, seen));
  const frame = useRef<HTMLDivElement>(null);
  const earth = useRef<Earth | null>(null);
  const [broken, setBroken] = useState(false);
  const [ready, setReady] = useState(false);
  const moved = useRef(onMove);
  moved.current = onMove;

  useEffect(() => {
    if (!frame.current) return undefined;
    try {
      earth.current = drawn(frame.current, seen, (next) => moved.current(next));
      earth.current.on("load", () => setReady(true));
    } catch {
      setBroken(true);
    }
    return () => {
      earth.current?.remove();
      earth.current = null;
    };
    // The map is made once; afterwards it moves by itself and tells where it is.
  }, []);
  useEffect(() => {
    const map = earth.current;
    if (!map || !ready) return;
    map.getSource<GeoJSONSource>("cells")?.setData(circles(places.data));
  }, [places.data, ready]);

  if (places.error && !places.data) return <ProblemNotice error={places.error} onRetry={() => void places.refetch()} />;
  return (
    <div className="map">
      {broken ? <p className="notice">{p.find.mapBroken}</p> : <div ref={frame} className="map-frame" />}
      <p className="hint">{p.find.mapHint}</p>
      <div className="map-foot">
        <p aria-live="polite">{places.data && (places.data.total ? p.find.mapTotal(places.data.total, places.data.size) : p.find.mapNone)}</p>
        <button type="button" className="button button-quiet" onClick={() => (earth.current?.fitBounds([-175, -58, 175, 76]), onMove(null))}>
          {p.find.mapWorld}
        </button>
      </div>
      {places.data && places.data.cells.length > 0 && <Cells places={places.data} onShow={onShow} />}
      <p className="hint">{p.find.mapCredit}</p>
    </div>
  );
}

function Cells({ places, onShow }: { places: Places; onShow: (box: Box) => void }) {
  return (
    <details className="map-cells">
      <summary>{p.find.mapTable}</summary>
      <div className="table-wrap" tabIndex={0} role="region" aria-label={p.find.mapTable}>
        <table>
          <thead>
            <tr>
              <th scope="col">{p.find.mapCell}</th>
              <th scope="col" className="right">
                {p.find.mapCount}
              </th>
              <td />
            </tr>
          </thead>
          <tbody>
            {places.cells.slice(0, 100).map(({ west, south, east, north, count }) => (
              <tr key={`${south}:${west}`}>
                <th scope="row">{p.find.mapDegrees(south, west)}</th>
                <td className="right">{t.number(count)}</td>
                <td>
                  <button type="button" className="button button-quiet" onClick={() => onShow([west, south, east, north])}>
                    {p.find.mapShow} <span className="unseen">{p.find.mapDegrees(south, west)}</span>
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** One point in the middle of each cell; its share of the largest count gives the size. */
function circles(places: Places | undefined): FeatureCollection {
  if (!places) return NOTHING;
  const most = Math.max(1, ...places.cells.map(({ count }) => count));
  return {
    type: "FeatureCollection",
    features: places.cells.map(({ west, south, east, north, count }) => ({
      type: "Feature",
      properties: { share: Math.sqrt(count / most) },
      geometry: { type: "Point", coordinates: [(west + east) / 2, (south + north) / 2] },
    })),
  };
}

function drawn(frame: HTMLElement, [west, south, east, north]: Box, onMove: (box: Box) => void): Earth {
  const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const map = new Earth({
    container: frame,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    renderWorldCopies: false,
    bounds: [Math.max(west, -175), Math.max(south, -58), Math.min(east, 175), Math.min(north, 76)],
    minZoom: 0,
    maxZoom: 10,
    style: {
      version: 8,
      sources: {
        land: { type: "geojson", data: NOTHING },
        borders: { type: "geojson", data: NOTHING },
        cells: { type: "geojson", data: NOTHING },
      },
      layers: [
        { id: "sea", type: "background", paint: { "background-color": colour("--sea") } },
        { id: "land", type: "fill", source: "land", paint: { "fill-color": colour("--land") } },
        { id: "borders", type: "line", source: "borders", paint: { "line-color": colour("--line-strong"), "line-width": 0.6 } },
        {
          id: "cells",
          type: "circle",
          source: "cells",
          paint: {
            "circle-color": colour("--accent"),
            "circle-opacity": 0.75,
            "circle-stroke-color": colour("--accent-ink"),
            "circle-stroke-width": 1.5,
            "circle-radius": ["+", 4, ["*", 16, ["get", "share"]]],
          },
        },
      ],
    },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }));
  map.getCanvas().setAttribute("aria-label", p.find.mapLabel);
  let shown = "";
  const redraw = async () => {
    const detail = detailFor(map.getZoom());
    if (detail === shown) return;
    shown = detail;
    const { land, borders } = await background(detail);
    map.getSource<GeoJSONSource>("land")?.setData(land);
    map.getSource<GeoJSONSource>("borders")?.setData(borders);
  };
  map.on("load", () => void redraw());
  map.on("zoomend", () => void redraw());
  map.on("moveend", ({ originalEvent }) => {
    void originalEvent;
    const bounds = map.getBounds();
    onMove([
      Math.max(-180, bounds.getWest()), Math.max(-90, bounds.getSouth()),
      Math.min(180, bounds.getEast()), Math.min(90, bounds.getNorth()),
    ]);
  });
  return map;
}
