/** Why a picture of a run was not taken: stored as "code: what happened (what to do)". */

import { t } from "../messages";

export function reasonWords(reason: string | null): string {
  if (!reason) return "";
  const code = /^([a-z]+(?:_[a-z]+)*)(?::|$)/.exec(reason)?.[1];
  const known = code === undefined ? undefined : t.reason[code];
  return known ?? reason;
}
