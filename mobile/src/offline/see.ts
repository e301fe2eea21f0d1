/** One picture through the network of a release: what it saw, as the server would put it down. */

import { calibrated, candidatesFrom, letterbox, type Pixels, type Release, type Scores } from "@insecta/decision";
import type { Manifest } from "./pack";
import { measure } from "./quality";
import { rendition } from "./rendition";
import { roundtrip } from "./roundtrip";

export interface Outputs {
  leaves: Float32Array;
  embedding: Float32Array;
}

export interface Network {
  /** uint8 RGB [side, side, 3]. */
  run(picture: Uint8Array): Promise<Outputs>;
}

export type LoadNetwork = (given: {
  bytes: Uint8Array;
  uri: string;
  side: number;
  outputs: Manifest["outputs"];
}) => Promise<Network>;

/** Outputs by name where the runtime tells names, else by their length. Throws where neither fits. */
export function ordered(told: readonly { name: string; values: Float32Array }[], outputs: Manifest["outputs"]): Outputs {
  const of = (wanted: "leaves" | "embedding"): Float32Array => {
    const length = outputs[wanted]?.[0];
    const fitting = told.filter(({ values }) => values.length === length);
    const found = fitting.length === 1 ? fitting[0] : told.find(({ name }) => name.includes(wanted));
    if (!found) throw new Error(`the network gives no ${wanted}`);
    return found.values;
  };
  return { leaves: of("leaves"), embedding: of("embedding") };
}

export interface Sight {
  release: Release;
  manifest: Manifest;
  prototypes: readonly Float32Array[];
  network: Network;
}

/** `decoded`: upright pixels of the picture. */
export async function see(sight: Sight, decoded: Pixels, view: string | null): Promise<Scores> {
  const { release, manifest, prototypes, network } = sight;
  const shown = roundtrip(rendition(decoded));
  const { sharpness, exposure, ink, faults } = measure(shown);
  const { leaves, embedding } = await network.run(letterbox(shown, manifest.side).data);
  return {
    release: release.fields.digest,
    candidates: candidatesFrom(release, calibrated([...leaves], manifest.temperature)),
    quality: { sharpness, exposure, ink, faults },
    novelty: novelty(embedding, prototypes),
    view,
    individuals: null,
  };
}

/** 1 − cosine to the nearest class mean. */
function novelty(embedding: Float32Array, prototypes: readonly Float32Array[]): number | null {
  if (prototypes.length === 0) return null;
  const length = Math.hypot(...embedding) || 1;
  const cosines = prototypes.map((mean) => mean.reduce((sum, value, n) => sum + value * (embedding[n] ?? 0), 0) / length);
  return 1 - Math.max(...cosines);
}
