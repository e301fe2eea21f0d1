/** What the QR code says, as mobile/src/server/link.ts reads it. */

export function connectText(server: string, key: string): string {
  const said = [`server=${encodeURIComponent(server)}`];
  if (key.trim()) said.push(`key=${encodeURIComponent(key.trim())}`);
  return `insecta://connect?${said.join("&")}`;
}

/** An address that means another machine on every other machine. */
export const isOwnMachine = (server: string): boolean =>
  /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(server).hostname);
