import { useShelf } from "../context";

/** Name and version of the release that is kept on this device. */
export function useReleaseName(): string {
  const kept = [...useShelf().releases.values()].sort((a, b) => (a.kept < b.kept ? 1 : -1))[0];
  return kept ? `${kept.name} ${kept.version}` : "";
}
