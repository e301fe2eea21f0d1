/** Short names for what docs/openapi.json describes; nothing is written down twice. */

import type { components } from "./schema";

type Schemas = components["schemas"];

export type Act = Pick<Schemas["NewIdentification"], "act" | "basis"> & Partial<Schemas["NewIdentification"]>;
export type Me = Schemas["Me"];
export type NewRun = Pick<Schemas["NewRun"], "collection"> & Partial<Schemas["NewRun"]>;

/** What a dry run tells. */
export interface DryRun {
  records: number;
  pictures: number;
  judged: number;
  counts: Record<string, number>;
  examples: Record<string, string[]>;
  seconds: number | null;
}

export type Answer = Schemas["Answer"];
export type Candidate = Schemas["Candidate"];
export type Trait = Schemas["Trait"];
export type Collection = Schemas["Collection"];
export type FacetCounts = Schemas["FacetCounts"];
export type Evidence = Schemas["Evidence"];
export type Failures = Schemas["Page_RunItem_"];
export type Found = Schemas["Card"];
export type Keeping = Schemas["Keeping"];
export type Neighbour = Schemas["Neighbour"];
export type NewSet = Pick<Schemas["NewSet"], "title"> & Partial<Schemas["NewSet"]>;
export type SavedSet = Schemas["SavedSet"];
export type Agreement = Schemas["Agreement"];
export type KnownSpecimen = Schemas["KnownSpecimen"];
export type Reviewer = Schemas["Reviewer"];
export type Solution = Schemas["Solution"];
export type Tally = Schemas["Tally"];
export type Training = Schemas["Training"];
export type Figure = Schemas["Figure"];
export type Report = Schemas["Report"];
export type SetMember = Schemas["SetMember"];
export type SetAct = Pick<Schemas["SetIdentification"], "examined" | "act"> & Partial<Schemas["SetIdentification"]>;
export type SetPreview = Schemas["SetPreview"];
/** An act on a set that stands, and that the reader may take back. */
export type StandingAct = Schemas["SetAct"];
export type NumbersFound = Schemas["NumbersFound"];
export type Places = Schemas["Places"];
export type Suggestion = Schemas["Suggestion"];
export type HeatMap = Schemas["HeatMap"];
export type Identification = Schemas["Identification"];
export type Image = Schemas["Image"];
export type Promised = Schemas["Promise"];
export type Region = Schemas["Region"];
export type Release = Schemas["Release"];
export type Run = Schemas["Run"];
export type RunState = Schemas["RunItem"]["state"];
export type Specimen = Schemas["Specimen"];
export type Witness = Schemas["Witness"];

export type Decision = Pick<Schemas["Decision"], "act"> & Partial<Schemas["Decision"]>;
export type Approval = Pick<Schemas["Approval"], "release"> & Partial<Schemas["Approval"]>;
export type Part = Schemas["Part"];
export type PartPreview = Schemas["PartPreview"];
export type PastApproval = Schemas["PastApproval"];
export type Renamed = Schemas["Renamed"];
export type ShownNames = Schemas["ShownNames"];
export type ShownPart = Schemas["ShownPart"];
export type KnownTaxon = Schemas["KnownTaxon"];
export type LostName = Schemas["LostName"];
export type NameChange = Schemas["NameChange"];
export type NameDiff = Schemas["NameDiff"];
export type LookAlike = Schemas["LookAlike"];
export type ReleaseFigures = Schemas["ReleaseFigures"];
export type Step = Schemas["ReliabilityStep"];
export type ReviewItem = Schemas["ReviewItem"];
export type Shot = Schemas["Shot"];
export type Station = Schemas["Station"];
export type Waiting = Schemas["Waiting"];

/** What every list answers with. */
export interface Listed<T> {
  items: T[];
  next?: string | null;
  total?: number | null;
}
