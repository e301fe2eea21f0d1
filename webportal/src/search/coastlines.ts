/** Coastlines and borders of Natural Earth (public domain), at three grades of detail; ours to serve. */

import type { Feature, FeatureCollection, Geometry, MultiLineString, Position } from "geojson";
import { feature, mesh } from "topojson-client";
import coarse from "world-atlas/countries-110m.json?url";
import fine from "world-atlas/countries-10m.json?url";
import middle from "world-atlas/countries-50m.json?url";

const FILES = { coarse, middle, fine } as const;
export type Detail = keyof typeof FILES;

export interface Background {
  land: FeatureCollection;
  borders: Feature<MultiLineString>;
}

export const detailFor = (zoom: number): Detail => (zoom < 2.5 ? "coarse" : zoom < 5 ? "middle" : "fine");

const kept = new Map<Detail, Promise<Background>>();

/** Each grade is fetched once. */
export function background(detail: Detail): Promise<Background> {
  const known = kept.get(detail) ?? read(FILES[detail]);
  kept.set(detail, known);
  known.catch(() => kept.delete(detail));
  return known;
}

async function read(address: string): Promise<Background> {
  const atlas = (await (await fetch(address)).json()) as Atlas;
  return {
    land: flat(feature(atlas, atlas.objects.countries) as FeatureCollection),
    borders: { type: "Feature", properties: {}, geometry: split(mesh(atlas, atlas.objects.countries)) },
  };
}

/** Countries that lie on both sides of the date line, drawn on both edges of a flat map. */
function flat(countries: FeatureCollection): FeatureCollection {
  return { ...countries, features: countries.features.map((one) => ({ ...one, geometry: flattened(one.geometry) })) };
}

function flattened(geometry: Geometry): Geometry {
  if (geometry.type !== "Polygon" && geometry.type !== "MultiPolygon") return geometry;
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return { type: "MultiPolygon", coordinates: polygons.flatMap((rings) => onBothEdges(rings.map(unrolled))) };
}

function onBothEdges(rings: Position[][]): Position[][][] {
  const west = rings.flat().map(([longitude = 0]) => longitude);
  const shifted = (by: number) => rings.map((ring) => ring.map(([longitude = 0, latitude = 0]) => [longitude + by, latitude]));
  const copies = [rings];
  if (west.some((longitude) => longitude > 180)) copies.push(shifted(-360));
  if (west.some((longitude) => longitude < -180)) copies.push(shifted(360));
  return copies;
}

/** A ring without leaps from one edge to the other; one that goes round the earth is closed at the pole. */
function unrolled(ring: Position[]): Position[] {
  let turn = 0;
  let last = ring[0]?.[0] ?? 0;
  const found = ring.map(([longitude = 0, latitude = 0]): Position => {
    if (longitude - last > 180) turn -= 360;
    if (longitude - last < -180) turn += 360;
    last = longitude;
    return [longitude + turn, latitude];
  });
  const [first, end] = [found[0]?.[0] ?? 0, found.at(-1)?.[0] ?? 0];
  if (Math.abs(end - first) < 180) return found;
  const pole = (found[0]?.[1] ?? 0) < 0 ? -90 : 90;
  return [...found, [end, pole], [first, pole], found[0] ?? [first, pole]];
}

/** Lines that leap over the date line are cut there. */
function split({ coordinates }: MultiLineString): MultiLineString {
  const lines = coordinates.flatMap((line) => {
    const parts: Position[][] = [[]];
    line.forEach((point, n) => {
      const before = line[n - 1];
      if (before && Math.abs((point[0] ?? 0) - (before[0] ?? 0)) > 180) parts.push([]);
      parts.at(-1)?.push(point);
    });
    return parts.filter(({ length }) => length > 1);
  });
  return { type: "MultiLineString", coordinates: lines };
}

type Atlas = Parameters<typeof mesh>[0] & { objects: { countries: NonNullable<Parameters<typeof mesh>[1]> } };
