/** Tables that spreadsheets read right and never run. */

const FORMULA = /^[=+\-@\t\r]/;

export const csvOf = (rows: readonly (readonly (string | null)[])[]): string =>
  `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;

function cell(value: string | null): string {
  const safe = FORMULA.test(value ?? "") ? `'${value}` : (value ?? "");
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function download(name: string, data: string | Blob): void {
  const address = URL.createObjectURL(data instanceof Blob ? data : new Blob([data], { type: "text/csv;charset=utf-8" }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
