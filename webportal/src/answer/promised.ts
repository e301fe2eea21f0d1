/** What was checked, in the portal's words. */

import type { Promised } from "../api/types";
import { p } from "../messages/pages";
import * as said from "./said";

export const checkedWords = (promised: Promised): string => said.checkedWords(p, promised);
export const countWords = (promised: Promised): string => said.countWords(p, promised);
export const promiseWords = (promised: Promised | null): string => said.promiseWords(p, promised);
