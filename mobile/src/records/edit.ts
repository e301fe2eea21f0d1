/** Changing a record: kept at once, and sent again where the server has it already. */

import type { Library } from "../store/library";
import { serverRecord, type Details, type Find } from "./find";

/** True where the server has to hear of it. */
export async function edit(library: Library, findId: string, changes: Partial<Details & Pick<Find, "notes" | "number" | "licence" | "collection">>, now: string): Promise<boolean> {
  let told = false;
  await library.update("find", findId, (find) => {
    const fresh = { ...find, ...changes, changed: now };
    told = JSON.stringify(serverRecord(fresh)) !== JSON.stringify(serverRecord(find));
    return fresh;
  });
  if (told && library.shelf().items.has(`details:${findId}`)) {
    await library.happen(`details:${findId}`, { type: "changed" });
    return true;
  }
  return false;
}
