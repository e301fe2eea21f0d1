import { expect, it } from "vitest";
import { type Branch, shortlist, treeOf } from "../src/answer/tree";
import type { Candidate } from "../src/api/types";

const make = (taxonId: string, scientificName: string, taxonRank: string, confidence: number, parentId?: string): Candidate => ({
  taxonId, scientificName, taxonRank, confidence, parentId: parentId ?? null, answerable: true,
});
const drawn = (branches: readonly Branch[], depth = 0): string[] =>
  branches.flatMap(({ candidate, children }) => [
    "  ".repeat(depth) + candidate.scientificName, ...drawn(children, depth + 1),
  ]);

it("puts each candidate under the parent it states, the surest first", () => {
  const tree = treeOf([
    make("s2", "Camponotus b", "species", 0.3, "g1"),
    make("f1", "Formicidae", "family", 0.98),
    make("g2", "Lasius", "genus", 0.1, "f1"),
    make("g1", "Camponotus", "genus", 0.85, "f1"),
    make("s1", "Camponotus a", "species", 0.5, "g1"),
  ]);
  expect(drawn(tree)).toEqual(["Formicidae", "  Camponotus", "    Camponotus a", "    Camponotus b", "  Lasius"]);
});

it("without stated parents nests binomials only, and guesses nothing", () => {
  const tree = treeOf([
    make("f", "Formicidae", "family", 0.98),
    make("g", "Lasius", "genus", 0.6),
    make("s", "Lasius niger", "species", 0.4),
    make("k", "Kind A1", "species", 0.2),
  ]);
  expect(drawn(tree)).toEqual(["Formicidae", "Lasius", "  Lasius niger", "Kind A1"]);
});

it("takes any rank: ranks are data", () => {
  const tree = treeOf([
    make("o", "Hymenoptera", "order", 0.9),
    make("e", "Anthophila", "epifamily", 0.8, "o"),
    make("g", "Apis", "genus", 0.7, "e"),
  ]);
  expect(drawn(tree)).toEqual(["Hymenoptera", "  Anthophila", "    Apis"]);
});

it("survives rings, repeats and missing parents, and loses nobody", () => {
  const tree = treeOf([
    make("a", "A", "genus", 0.5, "b"),
    make("b", "B", "genus", 0.4, "a"),
    make("a", "A", "genus", 0.5, "b"),
    make("c", "C", "species", 0.3, "nowhere"),
  ]);
  expect(drawn(tree)).toEqual(["A", "B", "C"]);
});

it("lists the surest ten of at least two percent, and always the name given", () => {
  const many = Array.from({ length: 40 }, (_, n) => make(`t${n}`, `T ${n}`, "species", 0.5 - n * 0.0125));
  expect(shortlist(many).map(({ taxonId }) => taxonId)).toEqual(many.slice(0, 10).map(({ taxonId }) => taxonId));
  expect(shortlist(many, "t39").at(-1)?.taxonId).toBe("t39");
  expect(shortlist([make("a", "A", "genus", 0.019)])).toEqual([]);
});
