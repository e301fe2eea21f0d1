/** The language that the phone is set to, such as "de". */
export const phoneLanguage = (): string => Intl.DateTimeFormat().resolvedOptions().locale.split("-")[0] ?? "en";
