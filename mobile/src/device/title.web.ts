export function setTitle(title: string): void {
  document.title = title;
}

/** For those who listen: in which language the page is to be read. */
export function setPageLanguage(language: string): void {
  document.documentElement.lang = language;
}
