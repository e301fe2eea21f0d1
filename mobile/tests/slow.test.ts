/** A server that begins an answer and never ends it. */
import { Api } from "../src/server/api";

/** What `fetch` gives then: a status, and a body that comes to nothing until somebody gives up. */
const mockFetch = jest.fn(async (_url: string, { signal }: RequestInit) => {
  const still = () => new Promise<never>((_, reject) => signal?.addEventListener("abort", () => reject(new Error("aborted"))));
  return { ok: true, status: 200, headers: new Headers({ "Content-Type": "application/json" }), json: still, text: still, arrayBuffer: still } as unknown as Response;
});
jest.mock("../src/device/fetch", () => ({ fetch: (url: string, init: RequestInit) => mockFetch(url, init) }));

test("a body that stands still is given up, so that the queue tries again and is never stuck", async () => {
  await expect(new Api("https://slow.example", "", 200).image("11111111-2222-4333-8444-555555555555")).rejects.toThrow();
  expect(mockFetch).toHaveBeenCalledTimes(1);
});
