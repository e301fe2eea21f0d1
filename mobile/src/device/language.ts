/** The reader's language, such as "de". */
export const language = (): string => Intl.DateTimeFormat().resolvedOptions().locale.split("-")[0] ?? "en";
