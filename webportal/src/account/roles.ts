/** What somebody may do in a collection; the server judges every act once more. */

import type { Me } from "../api/types";

const ORDER = ["viewer", "contributor", "identifier", "curator", "administrator"] as const;
type Role = (typeof ORDER)[number];

const may = (least: Role) => (me: Me, collection: string): boolean =>
  me.administrator || ORDER.indexOf((me.roles[collection] as Role | undefined) ?? "viewer") >= ORDER.indexOf(least);

export const mayContribute = may("contributor");
export const mayIdentify = may("identifier");
export const mayCurate = may("curator");

/** Nobody signed in, and not on the machine itself. */
export const isStranger = (me: Me): boolean => !me.administrator && !Object.keys(me.roles).length;
