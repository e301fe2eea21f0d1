/** Phones show no title of a page. */
export const setTitle = (_title: string): void => undefined;
