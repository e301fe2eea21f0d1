import { describe, expect, it } from "vitest";
import { chosenFolder } from "../src/run/folder";
import { csvOf } from "../src/search/csv";
import { numbersIn } from "../src/search/numbers";
import { isType } from "../src/specimen/typeStatus";

describe("numbers out of a pasted text", () => {
  it("takes lines, commas, tabs and spreadsheet quotes", () => {
    expect(numbersIn('CASENT1\r\n "CASENT 2", B-3;\tC4\n\n')).toEqual(["CASENT1", "CASENT 2", "B-3", "C4"]);
  });
  it("keeps what is repeated: the server tells", () => expect(numbersIn("a\na")).toEqual(["a", "a"]));
});

it("a table is read right by spreadsheets, and never run", () => {
  expect(csvOf([["=1+1", 'say "ant"', null], ["@x", "a,b", "-2"]])).toBe('\ufeff\'=1+1,"say ""ant""",\r\n\'@x,"a,b",\'-2\r\n');
});

describe("a folder from a browser", () => {
  const file = (path: string) => Object.assign(new File(["x"], path.split("/").at(-1) ?? ""), {}) as File & { webkitRelativePath: string };
  const at = (path: string): File => Object.defineProperty(file(path), "webkitRelativePath", { value: path });
  it("is called as its top folder, and its files by their paths below it", () => {
    const { name, entries } = chosenFolder([at("tray 7/a.jpg"), at("tray 7/deep/b.jpg")]);
    expect(name).toBe("tray 7");
    expect(entries.map(({ path }) => path)).toEqual(["a.jpg", "deep/b.jpg"]);
  });
  it("leaves out what systems leave behind", () => {
    const { entries } = chosenFolder([at("t/.DS_Store"), at("t/Thumbs.db"), at("t/__MACOSX/x.jpg"), at("t/a.jpg")]);
    expect(entries.map(({ path }) => path)).toEqual(["a.jpg"]);
  });
});

it("a type is a specimen whose record says so", () => {
  expect(isType({ record: { typeStatus: "Holotype of Camponotus x" } })).toBe(true);
  expect(isType({ record: { typeStatus: " " } })).toBe(false);
  expect(isType({ record: {} })).toBe(false);
});
