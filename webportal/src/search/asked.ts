/** What the form of further ways asks for, in the search language. */

export interface Asked {
  from: string;
  to: string;
  storage: string;
  determiner: string;
  since: string;
  until: string;
  method: string;
  preparation: string;
  licence: string;
  digitiser: string;
  run: string;
  noPicture: boolean;
  noDetermination: boolean;
}

export const NOTHING: Asked = {
  from: "", to: "", storage: "", determiner: "", since: "", until: "", method: "", preparation: "", licence: "", digitiser: "", run: "",
  noPicture: false, noDetermination: false,
};

/** Begins so: whoever writes "Cabinet 3" means all that lies in it. */
const begins = (field: string, value: string): string => (value.trim() ? `${field}:"${quotable(value)}"*` : "");
const range = (field: string, low: string, high: string): string =>
  low.trim() || high.trim() ? `${field}:${oneWord(low)}..${oneWord(high)}` : "";

/** One part for each field that is filled in, all of which must hold. */
export function askedText(asked: Asked): string {
  return [
    range("catalog_number", asked.from, asked.to),
    begins("storage", asked.storage),
    begins("determiner", asked.determiner),
    range("determined", asked.since, asked.until),
    begins("sampling_protocol", asked.method),
    begins("preparations", asked.preparation),
    begins("licence", asked.licence),
    begins("digitiser", asked.digitiser),
    begins("run", asked.run),
    asked.noPicture && "images:0",
    asked.noDetermination && "determination:none",
  ]
    .filter(Boolean)
    .join(" ");
}

const quotable = (value: string): string => value.replaceAll(/["\s]+/g, " ").trim();
/** A number as a scanner or a person writes it, without the spaces that end a part. */
const oneWord = (value: string): string => value.trim().replace(/\s+/g, "-").replaceAll('"', "");
