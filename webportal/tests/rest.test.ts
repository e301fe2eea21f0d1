import { describe, expect, it } from "vitest";
import { problemOf } from "../src/api/problem";
import type { Run } from "../src/api/types";
import { duration, openOf, settledOf, totalOf } from "../src/run/counts";
import { reasonWords } from "../src/run/reason";
import { licenceOf } from "../src/messages/licence";
import { sortedNotes } from "../src/specimen/notes";
import { rowsOf } from "../src/specimen/record";

describe("problems", () => {
  it.each([[0, "offline"], [429, "busy"], [503, "busy"], [404, "missing"], [422, "refused"], [500, "server"]])(
    "%i is %s",
    (status, kind) => expect(problemOf(status, null).kind).toBe(kind),
  );
  it("reads RFC 9457 and ignores a proxy's page", () => {
    expect(problemOf(422, { title: "Bad", detail: "truncated" }, "5")).toMatchObject({ title: "Bad", detail: "truncated", retryAfter: 5 });
    expect(problemOf(502, "<html>", "soon")).toMatchObject({ detail: "", retryAfter: null });
  });
});

it("the states of a run add up", () => {
  const counts = { pending: 3, working: 1, done: 10, abstained: 4, rejected: 1, failed: 2, duplicate: 1 };
  const run = { counts } as Run;
  expect(totalOf(run)).toBe(22);
  expect(settledOf(run) + openOf(run)).toBe(22);
});

it.each([["00:00:09", "9 s"], ["00:03:20", "3 min 20 s"], ["02:05:00", "2 h 5 min"]])("%s is %s", (end, words) => {
  expect(duration("2026-01-01T00:00:00Z", `2026-01-01T${end}Z`)).toBe(words);
});

it("a record shows what was read beside what was written, each term once", () => {
  const rows = rowsOf({ country: "Peru", empty: "", eventDate: "1923-07" }, { eventDate: "vii.1923", LifeStageSex: "2w, 1m" });
  expect(rows).toEqual([
    { term: "country", read: "Peru", written: "" },
    { term: "eventDate", read: "1923-07", written: "vii.1923" },
    { term: "LifeStageSex", read: "", written: "2w, 1m" },
  ]);
});

it.each([
  ["https://creativecommons.org/licenses/by-nc/4.0/", "CC BY-NC 4.0", true],
  ["http://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0", true],
  ["all rights reserved", "all rights reserved", false],
  ["javascript:alert(1)", "javascript:alert(1)", false],
])("licence %s is %s", (given, words, isLink) => {
  expect(licenceOf(given)).toEqual({ words, address: isLink ? given : null });
});

it("a reason is said in our words where we have them, else as the server said it", () => {
  expect(reasonWords("empty: The file holds zero bytes (copy or upload again)")).toMatch(/^The file is empty/);
  expect(reasonWords("code_contradicts_name: the picture holds T196")).toBe(
    "The barcode and the file name disagree: the picture holds T196",
  );
  expect(reasonWords("truncated")).toMatch(/ends too early/);
  expect(reasonWords("odd_thing: something (do this)")).toBe("odd_thing: something (do this)");
  expect(reasonWords(null)).toBe("");
});

it("agreement is no thing to look at, and nothing is said twice", () => {
  const agrees = { code: "code_agrees", text: "the code in the picture is its number" };
  const other = { code: "same_bytes_other_number", text: "also filed as 7" };
  expect(sortedNotes([agrees, other, agrees])).toEqual({ open: [other], checked: [agrees] });
});
