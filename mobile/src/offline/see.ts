/** One picture through the network of a release: what it saw, as the server would put it down. */

import { calibrated, candidatesFrom, letterbox, measure, novelty, roundtrip, type Pixels, type Release, type Scores } from "@insecta/decision";
import type { Manifest } from "./pack";

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

/** Numbers as the server keeps them: probabilities in single precision, sums to six digits. */
const kept = (confidence: number): number => Math.round(confidence * 1e6) / 1e6;

/** `rendition`: of the picture, before it is stored as a JPEG. */
export async function see(sight: Sight, rendition: Pixels, view: string | null): Promise<Scores> {
  const { release, manifest, prototypes, network } = sight;
  const shown = roundtrip(rendition);
  const { leaves, embedding } = await network.run(letterbox(shown, manifest.side).data);
  const probabilities = calibrated([...leaves], manifest.temperature).map(Math.fround);
  return {
    release: release.fields.digest,
    candidates: candidatesFrom(release, probabilities).map((one) => ({ ...one, confidence: kept(one.confidence) })),
    quality: measure(shown),
    novelty:
      prototypes.length || release.fields.measure.distance === undefined
        ? novelty(release.fields.measure, { logits: leaves, temperature: manifest.temperature, embedding }, prototypes)
        : null,
    view,
    individuals: null,
  };
}
