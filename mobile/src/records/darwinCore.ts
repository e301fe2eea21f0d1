/**
 * Own records as one flat Darwin Core occurrence table. A machine's name is never a determination:
 * scientificName is what a person said, the machine's stands in identificationRemarks (users: 6).
 */

import { sharedPlace, type Find, type Picture } from "./find";

export const COLUMNS = [
  "occurrenceID", "basisOfRecord", "catalogNumber", "eventDate", "decimalLatitude", "decimalLongitude",
  "geodeticDatum", "coordinateUncertaintyInMeters", "locality", "recordedBy", "caste", "sex", "lifeStage",
  "scientificName", "taxonRank", "identifiedBy", "dateIdentified", "identificationVerificationStatus",
  "identificationRemarks", "occurrenceRemarks", "license", "associatedMedia", "dataGeneralizations",
  "informationWithheld",
] as const;
type Row = Record<(typeof COLUMNS)[number], string>;

/** RFC 4180 with a header; UTF-8. */
export function occurrences(finds: readonly Find[], picturesOf: (find: Find) => readonly Picture[]): string {
  const lines = finds.map((find) => {
    const row = rowOf(find, picturesOf(find));
    return COLUMNS.map((column) => cell(row[column])).join(",");
  });
  return [COLUMNS.join(","), ...lines, ""].join("\r\n");
}

function rowOf(find: Find, pictures: readonly Picture[]): Row {
  return {
    occurrenceID: `urn:uuid:${find.id}`,
    basisOfRecord: find.basis,
    catalogNumber: find.number,
    eventDate: find.date ?? "",
    ...placeOf(find),
    recordedBy: text(find.recordedBy),
    caste: find.caste,
    sex: find.sex,
    lifeStage: find.lifeStage,
    ...nameOf(find),
    identificationRemarks: machineRemark(find),
    occurrenceRemarks: text(find.notes),
    license: find.licence,
    associatedMedia: pictures.map(({ fileName }) => fileName).join(" | "),
  };
}

function placeOf(find: Find) {
  const place = sharedPlace(find);
  return {
    decimalLatitude: place ? String(place.latitude) : "",
    decimalLongitude: place ? String(place.longitude) : "",
    geodeticDatum: place ? "EPSG:4326" : "",
    coordinateUncertaintyInMeters: place?.uncertaintyM ? String(place.uncertaintyM) : "",
    locality: find.placeShared === "exact" ? text(find.locality) : "",
    dataGeneralizations: find.place && find.placeShared === "coarse" ? "coordinates rounded to the middle of a cell of 0.1 degrees" : "",
    informationWithheld: find.place && find.placeShared === "none" ? "coordinates withheld by their owner" : "",
  };
}

function nameOf(find: Find) {
  const person = find.identifications.filter(({ kind }) => kind === "person").at(-1);
  if (!person) {
    const machine = find.answered?.answer.answer ? "PredictedByMachine" : "";
    return { scientificName: "", taxonRank: "", identifiedBy: "", dateIdentified: "", identificationVerificationStatus: machine };
  }
  return {
    scientificName: person.scientificName ?? "",
    taxonRank: person.taxonRank ?? "",
    identifiedBy: text(person.identifiedBy ?? ""),
    dateIdentified: person.dateIdentified ?? "",
    identificationVerificationStatus: person.trust,
  };
}

function machineRemark({ answered }: Find): string {
  if (!answered) return "";
  const { answer, abstention, release } = answered.answer;
  const by = `release ${release.slice(0, 12)}${answered.by === "device" ? ", on the device, to be confirmed" : ""}`;
  if (!answer) return `No machine name (${abstention ?? "undecided"}), ${by}`;
  return `Predicted by machine: ${answer.scientificName} (${answer.taxonRank}), probability ${answer.confidence.toFixed(3)}, ${by}`;
}

/** Spreadsheets take such a beginning for a formula. */
const text = (value: string): string => (/^[=+\-@\t\r]/.test(value) ? `'${value}` : value);

const cell = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
