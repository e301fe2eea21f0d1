/** A release: the network's labels, taxonomy and promises, without the network itself. */

import { DISTANCE_ALONE, type Measure } from "./novelty";

/** Without and with a measure of novelty of its own. */
const FORMATS = ["insecta-release-1", "insecta-release-2"];
const TERMS = ["distance", "energy"];

export interface Taxon {
  readonly taxonId: string;
  readonly scientificName: string;
  readonly rank: string;
  readonly parentId: string | null;
  /** Its place in the network's output, or null. */
  readonly leaf: number | null;
  /** False where the node may be a candidate but never an answer. */
  readonly answerable: boolean;
  /** Independent specimens of the frozen test. */
  readonly testing: number;
}

export interface ReleaseFields {
  readonly digest: string;
  readonly side: number;
  readonly taxa: readonly Taxon[];
  /** Target → rank → least calibrated probability. */
  readonly thresholds: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly novelty: Readonly<Record<string, number>>;
  /** What the cuts of `novelty` are cuts of. */
  readonly measure: Measure;
  /** Leaves that are no answer: taxonId → abstention code. */
  readonly outside: Readonly<Record<string, string>>;
  /** What the training pictures show: taxonId → caste, sex or lifeStage → values. */
  readonly seen: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly temperature: number;
  /** Answers of the release's own test by rank, from low to high: least confidence, right, cases. */
  readonly reliability?: Readonly<Record<string, readonly (readonly [number, number, number])[]>>;
}

export class Release {
  readonly byId: ReadonlyMap<string, Taxon>;
  /** Per leaf, in output order: its id and those of its ancestors, root first. */
  readonly leafPaths: readonly (readonly string[])[];

  constructor(readonly fields: ReleaseFields) {
    this.byId = new Map(fields.taxa.map((taxon) => [taxon.taxonId, taxon]));
    this.leafPaths = fields.taxa
      .filter(({ leaf }) => leaf !== null)
      .sort((one, other) => (one.leaf ?? 0) - (other.leaf ?? 0))
      .map(({ taxonId }) => this.lineage(taxonId).map((taxon) => taxon.taxonId));
  }

  /** The highest target that it was measured at; at a higher one it names nothing. 0: at none. */
  get measured(): number {
    return Math.max(0, ...Object.keys(this.fields.thresholds).map(Number));
  }

  /** How many names it can give as an answer. */
  get names(): number {
    return this.fields.taxa.filter(({ taxonId, answerable }) => answerable && !this.fields.outside[taxonId]).length;
  }

  /** The taxon of an id. Throws for one that the release does not know. */
  taxon(taxonId: string): Taxon {
    const found = this.byId.get(taxonId);
    if (!found) throw new RangeError(`the release knows no taxon ${taxonId}`);
    return found;
  }

  /** The taxon and its ancestors, root first. */
  lineage(taxonId: string): Taxon[] {
    const path: Taxon[] = [];
    for (let id: string | null = taxonId; id !== null; ) {
      const taxon: Taxon = this.taxon(id);
      path.push(taxon);
      id = taxon.parentId;
    }
    return path.reverse();
  }
}

const fieldOf = (description: Readonly<Record<string, unknown>>, name: string): Record<string, never> =>
  (description[name] ?? {}) as Record<string, never>;

/** The measure of novelty of a release of the second format; the first knows distance alone. */
function measureOf(description: Readonly<Record<string, unknown>>): Measure {
  const stated = description.novelty_measure;
  if (description.format === FORMATS[0] && stated === undefined) return DISTANCE_ALONE;
  const isFit =
    description.format === FORMATS[1] &&
    typeof stated === "object" &&
    stated !== null &&
    Object.keys(stated).length > 0 &&
    Object.entries(stated).every(([term, weight]) => TERMS.includes(term) && Number.isFinite(weight));
  if (!isFit) throw new Error(`a release of format ${String(description.format)} cannot have this measure of novelty`);
  return stated as Measure;
}

/** A release from the two files of its pack that the decision needs (docs/release-format.md). */
export function readRelease(digest: string, releaseJson: string, taxaCsv: string): Release {
  const description = JSON.parse(releaseJson) as Record<string, unknown>;
  const rows = csv(taxaCsv);
  return new Release({
    digest,
    side: Number(description.side),
    taxa: rows.map((row) => ({
      taxonId: row.taxon_id ?? "",
      scientificName: row.scientificName ?? "",
      rank: row.taxonRank ?? "",
      parentId: row.parent_id || null,
      leaf: row.leaf ? Number(row.leaf) : null,
      answerable: row.answerable === "true",
      testing: Number(row.testing ?? 0),
    })),
    thresholds: fieldOf(description, "thresholds"),
    novelty: fieldOf(description, "novelty"),
    measure: measureOf(description),
    seen: fieldOf(description, "seen"),
    temperature: Number(description.temperature ?? 1),
    reliability: fieldOf(description, "reliability"),
    outside: Object.fromEntries(
      rows.filter(({ abstention }) => abstention).map((row) => [row.taxon_id, row.abstention ?? ""]),
    ),
  });
}

/** Rows of a CSV file by its header; a quoted cell may hold commas, quotes and line ends. */
function csv(text: string): Record<string, string>[] {
  const lines: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    if (end === "" && !quoted && !plain && !lines.at(-1)?.length) break;
    lines.at(-1)?.push(quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'));
    if (end === "") break;
    if (end !== ",") lines.push([]);
  }
  const [head = [], ...rows] = lines.filter(({ length }) => length > 0);
  return rows.map((row) => Object.fromEntries(head.map((name, place) => [name, row[place] ?? ""])));
}
