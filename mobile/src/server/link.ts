/** The server's address and key, by hand or from the QR code that the portal shows. */

export interface Link {
  /** Origin, such as https://insects.example.org; never with a path. */
  server: string;
  key: string;
}

const CONNECT = "insecta://connect";
const KEY = /^insecta_[\w-]{8,200}$/;

/** What a QR code holds: insecta://connect?server=…&key=… (key may be missing). */
export function qrText({ server, key }: Link): string {
  const query = [["server", server], ["key", key]].filter(([, value]) => value);
  return `${CONNECT}?${query.map(([name, value]) => `${name}=${encodeURIComponent(value ?? "")}`).join("&")}`;
}

/** A QR code's text, an address, or null where it is neither. */
export function readLink(text: string): Link | null {
  const trimmed = text.trim();
  if (!trimmed.toLowerCase().startsWith(CONNECT)) {
    const server = origin(trimmed);
    return server ? { server, key: "" } : null;
  }
  const query = new Map(
    (trimmed.split("?")[1] ?? "").split("&").map((pair) => {
      const [name = "", value = ""] = pair.split("=");
      return [name, unescaped(value)] as const;
    }),
  );
  const server = origin(query.get("server") ?? "");
  const key = query.get("key") ?? "";
  return server && (key === "" || KEY.test(key)) ? { server, key } : null;
}

export const isKey = (text: string): boolean => KEY.test(text);

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** Scheme, host and port of an address; http is added to a bare name only for this machine. */
function origin(text: string): string | null {
  const named = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `${isLocal(text) ? "http" : "https"}://${text}`;
  const found = /^(https?):\/\/((?:[\w-]+\.)*[\w-]+|\[[\da-f:]+\])(:\d{1,5})?(?:[/?#]|$)/i.exec(named);
  return found ? `${found[1]}://${found[2]}${found[3] ?? ""}`.toLowerCase() : null;
}

const isLocal = (text: string) => /^(localhost|127\.|\[::1\])/i.test(text);

/** A key sent over plain http can be read by others on the way; this machine has no way. */
export const isOpenToOthers = (server: string): boolean => server.startsWith("http://") && !isLocal(server.slice(7));
