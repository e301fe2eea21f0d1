/** Coastlines and borders of Natural Earth (public domain), at three grades of detail; ours to serve. */

import type { Feature, FeatureCollection, MultiLineString } from "geojson";
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
    land: feature(atlas, atlas.objects.countries) as FeatureCollection,
    borders: { type: "Feature", properties: {}, geometry: mesh(atlas, atlas.objects.countries) },
  };
}

type Atlas = Parameters<typeof mesh>[0] & { objects: { countries: NonNullable<Parameters<typeof mesh>[1]> } };
