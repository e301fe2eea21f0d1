/** Download a text file. */
export function shareText(fileName: string, text: string, type: string): Promise<void> {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  Object.assign(link, { href: address, download: fileName });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return Promise.resolve();
}
