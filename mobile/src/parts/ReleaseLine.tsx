import { useAsked, useCore, useNetwork, useShelf } from "../context";
import { Body } from "./Type";

/** What the release that answers can do, above the first answer. */
export function Line() {
  const core = useCore();
  const { server } = useShelf().preferences;
  const { online } = useNetwork();
  const { told } = useAsked(`limit ${server} ${String(online)}`, async () => (server && online ? core.api().releases() : []));
  const champion = told?.find(({ state }) => state === "champion") ?? told?.at(-1);
  if (!champion) return null;
  return <Body soft points={14}>{[champion.banner, champion.limitLine].filter(Boolean).join(" ")}</Body>;
}
