/** Sends one picture and waits for its answer. */

import { answered } from "./answered";
import { sendInParts } from "./tus";
import type { Image } from "./types";

export interface Sending {
  file: File;
  collection: string;
  catalogNumber: string;
  /** Of a living insect, not of a pinned one. */
  living: boolean;
  /** The specimen that this is one more view of. */
  specimen: string | null;
  fingerprint: string;
  signal: AbortSignal;
  /** Share of the bytes sent, 0 to 1. */
  onSent: (share: number) => void;
}

export async function upload({ file, collection, catalogNumber, living, specimen, ...more }: Sending): Promise<Image> {
  const said = {
    filename: file.name,
    collection,
    catalogNumber,
    basisOfRecord: living ? "HumanObservation" : "",
    specimen: specimen ?? "",
  };
  const address = await sendInParts({ file, said, ...more });
  more.onSent(1);
  return answered(address.slice(address.lastIndexOf("/") + 1), more.signal);
}
