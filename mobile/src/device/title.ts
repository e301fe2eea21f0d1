/** Phones show no title of a page. */
export const setTitle = (_title: string): void => undefined;

/** On phones each voice knows its language from the system. */
export const setPageLanguage = (_language: string): void => undefined;
