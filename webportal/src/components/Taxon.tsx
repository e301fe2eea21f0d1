import { isItalic } from "../answer/wording";

/** A name, set in italics where the code of nomenclature asks for it. */
export function Taxon({ name, rank }: { name: string; rank: string | null }) {
  return isItalic(name, rank) ? <i className="taxon">{name}</i> : <span className="taxon">{name}</span>;
}
