/** What screens say. Names of ranks, reasons and trust come from the portal, so both say the same. */
import { pages as shared } from "../../../webportal/src/messages/en.pages";
import { en } from "./en";

export const t = en;
export const words = shared;
