/** A server that takes the connection and says nothing more. */
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { sendInParts, STILL_MS } from "../src/api/tus";

/** XMLHttpRequest as far as tus.ts uses it, on a connection that nobody answers. */
class Silent {
  static readonly open: Silent[] = [];
  readonly upload: { onprogress?: (event: { loaded: number }) => void } = {};
  onerror = () => undefined as unknown;
  onabort = () => undefined as unknown;
  onload = () => undefined as unknown;
  onloadend = () => undefined as unknown;
  open() {}
  setRequestHeader() {}
  send() {
    Silent.open.push(this);
  }
  abort() {
    this.onabort();
    this.onloadend();
  }
}

beforeAll(() => void vi.stubGlobal("XMLHttpRequest", Silent));
afterEach(() => void vi.useRealTimers());
afterAll(() => void vi.unstubAllGlobals());

it("counts as a lost line after a minute without a byte, not while bytes go", async () => {
  vi.useFakeTimers();
  const { signal } = new AbortController();
  const file = new Blob([new Uint8Array(10)]);
  const sent = sendInParts({ file, said: { filename: "a.png", collection: "c" }, fingerprint: "f", signal, onSent: () => undefined });
  const told = sent.catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(STILL_MS - 1_000);
  Silent.open[0]?.upload.onprogress?.({ loaded: 5 });
  await vi.advanceTimersByTimeAsync(STILL_MS - 1_000);
  const race = await Promise.race([told, Promise.resolve("still on its way")]);
  expect(race).toBe("still on its way");
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await told).toMatchObject({ kind: "offline" });
});
