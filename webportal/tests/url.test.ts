import { describe, expect, it } from "vitest";
import {
  paramsOf, parseSearch, queryText, type SearchState, stateOf, stringifySearch, toggled, validParams,
} from "../src/search/url";

const roundTrip = (state: SearchState) =>
  stateOf(validParams(parseSearch(stringifySearch({ ...paramsOf(state) }))));

const full: SearchState = {
  q: 'camp* "anal vein" 100% & ü',
  filters: [{ field: "genus", value: "Camponotus" }, { field: "country", value: "Costa Rica: west" }],
  sort: "confidence:asc",
  form: "table",
  row: 480,
  cursor: "abc_-9",
  box: null,
};

describe("the address holds the whole state", () => {
  it("and gives it back", () => expect(roundTrip(full)).toEqual(full));
  it("is empty for an empty search", () => {
    const state = stateOf({});
    expect(stringifySearch({ ...paramsOf(state) })).toBe("");
    expect(roundTrip(state)).toEqual(state);
  });
  it("can be read by people", () => {
    expect(stringifySearch({ ...paramsOf({ ...stateOf({}), q: "ant", filters: [{ field: "genus", value: "Pheidole" }] }) }))
      .toBe("?q=ant&f=genus:Pheidole");
  });
  it("numbers in the words stay words", () => expect(stateOf(validParams({ q: 42 })).q).toBe("42"));
  it.each([
    [{ row: "-3", at: "x" }, "row", 0], [{ row: "NaN", at: "x" }, "cursor", ""], [{ row: "7" }, "row", 0],
    [{ sort: "__proto__" }, "sort", "relevance"], [{ as: "moon" }, "form", "grid"],
    [{ as: "map", box: "1,2,3" }, "box", null], [{ as: "map", box: "0,50,10,40" }, "box", null],
    [{ f: ["nofield:x", "genus:", "genus"] }, "filters", []], [{ f: "constructor:x" }, "filters", []],
  ] as [Record<string, unknown>, keyof SearchState, unknown][])("leaves out %o", (raw, key, value) => {
    expect(stateOf(validParams(raw))[key]).toEqual(value);
  });
});

it("a part of the map is part of the address", () => {
  const state: SearchState = { ...stateOf({}), form: "map", box: [-20.5, 30, 40, 60.25] };
  expect(stringifySearch({ ...paramsOf(state) })).toBe("?as=map&box=-20.5%2C30%2C40%2C60.25");
  expect(roundTrip(state)).toEqual(state);
});

describe("what is searched", () => {
  it("joins words and chosen values, quoted", () => {
    expect(queryText(full)).toBe(`${full.q} genus:"Camponotus" country:"Costa Rica: west"`);
  });
  it("no value can break out of its quotes", () => {
    expect(queryText({ q: "", filters: [{ field: "genus", value: 'a" trust:"b' }] })).toBe('genus:"a  trust: b"');
  });
});

it("a field holds one chosen value, and a second click takes it back", () => {
  const one = toggled([], { field: "genus", value: "A" });
  const other = toggled(one, { field: "genus", value: "B" });
  expect(other).toEqual([{ field: "genus", value: "B" }]);
  expect(toggled(other, { field: "genus", value: "B" })).toEqual([]);
});
