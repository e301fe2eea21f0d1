/** A find: one insect that somebody photographed. It lives on the phone first; the server may never see it. */

import type { components } from "../server/schema";

type Schemas = components["schemas"];
export type Answer = Schemas["Answer"];
export type Candidate = Schemas["Candidate"];
export type Promised = Schemas["Promise"];
export type Identification = Schemas["Identification"];

/** A living insect is an observation, a mounted or kept one a specimen. */
export type Basis = "HumanObservation" | "PreservedSpecimen";

/** How much of the place leaves the phone: nothing, a cell of a tenth of a degree, or all of it. */
export type PlaceShared = "none" | "coarse" | "exact";

export interface Place {
  latitude: number;
  longitude: number;
  /** Radius in metres within which it lies; null where nobody measured. */
  uncertaintyM: number | null;
}

/** What the phone or the server said, and of which pictures. */
export interface Answered {
  by: "server" | "device";
  answer: Answer;
  /** ISO time of this phone. */
  at: string;
  /** Pictures that were at the server by then: told by their number, since a phone's clock may be set. */
  pictures?: number;
}

export interface Find {
  id: string;
  /** How the server knows this specimen; fixed once the first picture is there. */
  number: string;
  basis: Basis;
  collection: string;
  /** ISO times of this phone. */
  created: string;
  changed: string;
  /** Day of the find, YYYY-MM-DD. */
  date: string | null;
  place: Place | null;
  placeShared: PlaceShared;
  locality: string;
  notes: string;
  caste: string;
  sex: string;
  lifeStage: string;
  recordedBy: string;
  /** Licence URI; empty: only its owners see the pictures. */
  licence: string;
  /** The owner has agreed that the server keeps it. */
  consent: boolean;
  answered: Answered | null;
  /** Names that people gave on the server, newest last. */
  identifications: Identification[];
}

export interface Picture {
  id: string;
  findId: string;
  /** Place among the find's views. */
  order: number;
  fileName: string;
  type: string;
  bytes: number;
  sha256: string;
  width: number;
  height: number;
  /** Darwin Core view word, or empty. */
  view: string;
  hints: Hint[];
  added: string;
}

export type Hint = "blurred" | "dark" | "bright" | "far" | "tiny";

/** Fields a person may change at any time, before and after sending. */
export type Details = Pick<
  Find,
  "date" | "place" | "placeShared" | "locality" | "notes" | "caste" | "sex" | "lifeStage" | "recordedBy" | "basis"
>;

/** What is asked once and kept as the beginning of every new find. */
export interface Habits {
  basis: Basis;
  collection: string;
  placeShared: PlaceShared;
  recordedBy: string;
  licence: string;
  consent: boolean;
}

export const NO_HABITS: Habits = {
  basis: "HumanObservation",
  collection: "uploads",
  placeShared: "none",
  recordedBy: "",
  licence: "",
  consent: false,
};

/** Crockford's base 32: no letter that is taken for a digit. */
const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Sixteen signs of a UUID's first 80 bits, 74 of them by chance. */
function numberOf(id: string): string {
  const bits = [...id.replaceAll("-", "").slice(0, 20)].map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, "0")).join("");
  const signs = bits.match(/.{5}/g) ?? [];
  return `APP-${signs.map((five) => SIGNS[Number.parseInt(five, 2)] ?? "").join("")}`;
}

/** A new find. `id` is a UUID; its number is made of it, so no two phones ever make the same. */
export function newFind(id: string, now: string, habits: Habits, today: string): Find {
  return {
    id,
    number: numberOf(id),
    basis: habits.basis,
    collection: habits.collection,
    created: now,
    changed: now,
    date: today,
    place: null,
    placeShared: habits.placeShared,
    locality: "",
    notes: "",
    caste: "",
    sex: "",
    lifeStage: "",
    recordedBy: habits.recordedBy,
    licence: habits.licence,
    consent: habits.consent,
    answered: null,
    identifications: [],
  };
}

/** The place as far as its owner shares it, else null. Coarse: the middle of a tenth of a degree. */
export function sharedPlace({ place, placeShared }: Pick<Find, "place" | "placeShared">): Place | null {
  if (!place || placeShared === "none") return null;
  if (placeShared === "exact") return place;
  const middle = (degrees: number) => Math.round((Math.floor(degrees * 10) / 10 + 0.05) * 100) / 100;
  return { latitude: middle(place.latitude), longitude: middle(place.longitude), uncertaintyM: 7_900 };
}

/** The record as the server's fields; what is empty or not shared is null, which removes it there. */
export function serverRecord(find: Find): Record<string, string | number | null> {
  const place = sharedPlace(find);
  return {
    event_start: find.date,
    event_end: find.date,
    latitude: place?.latitude ?? null,
    longitude: place?.longitude ?? null,
    locality: find.placeShared === "exact" && find.locality ? find.locality : null,
    caste: find.caste || null,
    sex: find.sex || null,
    life_stage: find.lifeStage || null,
    recorded_by: find.recordedBy || null,
  };
}

/** The newest name that a person gave, where it is other than the machine's. */
export function correctionOf(find: Find): Identification | null {
  const given = find.identifications.filter((one) => one.kind === "person").at(-1);
  if (!given) return null;
  const own = find.answered?.answer.answer?.scientificName ?? null;
  return given.scientificName === own ? null : given;
}
