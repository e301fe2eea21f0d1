const FORMAT = new Intl.DateTimeFormat("en", { dateStyle: "long", timeZone: "UTC" });

/** The day of a moment, in words: "26 November 2026" as the reader's language writes it. */
export const day = (moment: string): string => FORMAT.format(new Date(moment));
