/** Why a picture of a run was not taken: stored as "code: what happened (what to do)". */

import { p } from "../messages/pages";

export function reasonWords(reason: string | null): string {
  if (!reason) return "";
  const [, code = "", found = ""] = /^([a-z]+(?:_[a-z]+)*)(?::\s*(.*))?$/s.exec(reason) ?? [];
  const intro = p.reasonFound[code];
  if (intro) return found ? `${intro}: ${found}` : `${intro}.`;
  return p.reason[code] ?? reason;
}
