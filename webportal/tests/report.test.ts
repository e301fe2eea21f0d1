import { expect, test } from "vitest";
import type { Figure } from "../src/api/types";
import { barsOf, nameOf, searchOf, shareOf, spans, valueOf, verifiedWords } from "../src/report/wording";

const figure = (more: Partial<Figure>): Figure => ({
  group: "taken", name: "specimens", value: 0, atLeast: false, of: null, low: null, high: null,
  enough: null, note: "", counted: "total", query: "", ...more,
});

test("below thirty cases there is no percentage, above there is the interval", () => {
  const few = figure({ group: "accuracy", name: "right", value: 7, of: 8, low: 0.53, high: 0.98, enough: false });
  expect(shareOf(few)).toBe("too few to say (7 of 8)");
  expect(valueOf(few)).toBe("7 of 8 right");
  const many = { ...few, value: 287, of: 300, low: 0.927, high: 0.975, enough: true };
  expect(shareOf(many)).toBe("95.7\u00a0% (92.7\u00a0% to 97.5\u00a0%)");
  expect(shareOf(figure({ value: 7, of: 8 }))).toBe("7/8");
});

test("names are said with the share that a person stands for", () => {
  const of = (name: string, value: number) => figure({ group: "named", name, value });
  const all = [of("named", 200), of("ValidatedByExpert", 10), of("ReviewedByHuman", 40), of("PredictedByMachine", 150)];
  expect(verifiedWords(all)).toBe("25\u00a0% of the names: a person stands for 50 of 200.");
  expect(verifiedWords([])).toBe("");
});

test("a total leads to its search", () => {
  expect(searchOf(figure({ query: "/api/v1/search?q=collection%3A%22A+B%22+rank%3Anone&limit=0" }))).toBe('collection:"A B" rank:none');
  expect(searchOf(figure({ counted: "lines", query: "/api/v1/collections/A/report/pictures" }))).toBeNull();
});

test("more than two months of days are drawn as months, and none is lost", () => {
  const days = Array.from({ length: 100 }, (_, n) =>
    figure({ group: "day", name: new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10), value: 2 }));
  const { bars, byMonth } = barsOf(days);
  expect([byMonth, bars.length, bars.reduce((sum, { value }) => sum + value, 0)]).toEqual([true, 4, 200]);
  expect(barsOf(days.slice(0, 3)).byMonth).toBe(false);
});

test("usual periods hold at the turn of a year", () => {
  const found = Object.fromEntries(spans(new Date("2026-01-15T12:00:00Z")).map(({ key, from, to }) => [key, `${from} ${to}`]));
  expect(found).toEqual({
    month: "2026-01-01 2026-01-15", lastMonth: "2025-12-01 2025-12-31", year: "2026-01-01 2026-01-15", lastYear: "2025-01-01 2025-12-31",
  });
});

test("what has no words is shown as it is", () => {
  expect(nameOf(figure({ group: "station", name: "none" }))).toBe("not from a station");
  expect(nameOf(figure({ group: "accuracy", name: "genus" }))).toBe("Right, where the name was at rank genus");
});
