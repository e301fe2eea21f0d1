/** What the API answers, as the portal uses it. */

export interface Candidate {
  taxonId: string;
  scientificName: string;
  taxonRank: string;
  confidence: number;
  parentId?: string | null;
}

export interface Answer {
  release: string;
  target: number;
  answer: Candidate | null;
  abstention: string | null;
  limit: string | null;
  note: string;
  candidates: Candidate[];
}

export interface Image {
  id: string;
  specimenId: string;
  collection: string;
  fileName: string;
  state: "waiting" | "answered" | "rejected";
  reason: string | null;
  width: number;
  height: number;
  view: string | null;
  licence: string | null;
  creator?: string | null;
  created: string;
  identification: Answer | null;
  links: { self: string; rendition: string; thumbnail: string; specimen: string };
}

export interface Identification {
  id: string;
  kind: "machine" | "person" | "catalogue";
  identifiedBy: string | null;
  dateIdentified: string | null;
  scientificName: string | null;
  taxonRank: string | null;
  confidence: number | null;
  release: string | null;
  remarks: string | null;
}

export interface Note {
  code: string;
  text: string;
}

export interface Specimen {
  id: string;
  version: number;
  collection: string;
  catalogNumber: string | null;
  letter: string;
  cataloguedName: string | null;
  trust: string | null;
  shown: Answer | null;
  record: Record<string, unknown>;
  verbatim: Record<string, unknown>;
  images: Image[];
  identifications: Identification[];
  notes: Note[];
  run?: string | null;
}

export interface Found {
  id: string;
  catalogNumber: string | null;
  collection: string;
  scientificName: string | null;
  taxonRank: string | null;
  confidence: number | null;
  trust: string | null;
  abstention: string | null;
  limit: string | null;
  cataloguedName: string | null;
  country: string | null;
  eventStart: string | null;
  eventEnd: string | null;
  images: number;
  thumbnail: string | null;
}

export interface FacetCounts {
  field: string;
  values: { value: string; count: number }[];
}

export interface Page<T> {
  items: T[];
  next: string | null;
  total: number | null;
}

export interface SearchPage extends Page<Found> {
  facets: FacetCounts[];
}

export interface Collection {
  id: string;
  code: string;
  title: string;
  public: boolean;
}

export type RunState =
  | "pending"
  | "working"
  | "done"
  | "abstained"
  | "rejected"
  | "failed"
  | "duplicate";

export interface Run {
  id: string;
  collection: string;
  source: string;
  started: string;
  finished: string | null;
  counts: Record<RunState, number>;
  indexed: boolean | number | null;
  outcomes: Record<string, number>;
}

export interface Failure {
  itemNo: number;
  userName: string;
  state: string;
  reason: string | null;
}

export interface Release {
  digest: string;
  name: string;
  version: string;
  state: string;
  limitLine: string;
  banner: string;
  taxa: number;
}
