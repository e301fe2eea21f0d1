/** How the name of a release's taxon is shown and exported. */

import { depth, NO_RANK } from "./ranks";
import type { Release, Taxon } from "./release";

/** Rank → the word that says that it is no formal name. */
const INFORMAL: Readonly<Record<string, string>> = { "species group": "group", "species complex": "complex" };
const LATIN =
  /^[A-ZÀ-Þ][a-zß-ÿ]+(?:-[a-zß-ÿ]+)?(?: \([A-ZÀ-Þ][a-zß-ÿ]+\))?(?: (?:[a-zß-ÿ]-)?[a-zß-ÿ]{2,}(?:-[a-zß-ÿ]+)?){0,2}$/;
const SAYS_SO = /\b(?:group|complex|aggregate|agg\.)$/;

/** A piece of a name, to be set in italics or not. */
export interface Span {
  readonly text: string;
  readonly italic: boolean;
}

/** Terms of Darwin Core for an answer; `verbatimIdentification` is empty for plain names. */
export interface Exported {
  readonly scientificName: string;
  readonly taxonRank: string;
  readonly verbatimIdentification: string;
}

/** The name in pieces; joined they are its text: "*Camponotus*, maculatus group". */
export function shownName(release: Release, taxonId: string): Span[] {
  const taxon = release.taxon(taxonId);
  const genus = genusAbove(release, taxon);
  const name = taxon.scientificName;
  if (INFORMAL[taxon.rank]) {
    const group = groupName(taxon, genus);
    return genus ? [slanted(genus.scientificName), upright(`, ${group}`)] : [upright(group)];
  }
  if (taxon.rank === NO_RANK || depth(taxon.rank) < depth("genus")) return [upright(name)];
  const blank = name.indexOf(" ");
  const [first, rest] = blank < 0 ? [name, ""] : [name.slice(0, blank), name.slice(blank + 1)];
  if (LATIN.test(name) && (taxon.rank === "genus" || rest)) return [slanted(name)];
  return rest && first === genus?.scientificName ? [slanted(first), upright(` ${rest}`)] : [upright(name)];
}

/** What Darwin Core may say: an informal group becomes its genus, or the next name above. */
export function exportedName(release: Release, taxonId: string): Exported {
  const taxon = release.taxon(taxonId);
  if (!INFORMAL[taxon.rank]) {
    return { scientificName: taxon.scientificName, taxonRank: taxon.rank, verbatimIdentification: "" };
  }
  const formal = release.lineage(taxonId).slice(0, -1).filter(({ rank }) => !INFORMAL[rank]);
  const above = genusAbove(release, taxon) ?? formal.at(-1);
  return {
    scientificName: above?.scientificName ?? "",
    taxonRank: above?.rank ?? "",
    verbatimIdentification: shownName(release, taxonId).map(({ text }) => text).join(""),
  };
}

const slanted = (text: string): Span => ({ text, italic: true });
const upright = (text: string): Span => ({ text, italic: false });

const genusAbove = (release: Release, { taxonId }: Taxon): Taxon | undefined =>
  release.lineage(taxonId).slice(0, -1).findLast(({ rank }) => rank === "genus");

/** `Thera variata/britannica` of rank species complex → `variata/britannica complex`. */
function groupName({ scientificName, rank }: Taxon, genus: Taxon | undefined): string {
  const own = genus && scientificName.startsWith(genus.scientificName)
    ? scientificName.slice(genus.scientificName.length).replace(/^[ ,]+/, "")
    : "";
  const name = own || scientificName;
  return SAYS_SO.test(name) ? name : `${name} ${INFORMAL[rank]}`;
}
