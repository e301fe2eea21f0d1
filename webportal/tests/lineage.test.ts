import { expect, test } from "vitest";
import { isAnt, isExperiment, ledTo, lineageOf } from "../src/answer/lineage";
import { common } from "../src/messages/en.common";

const named = (taxonId: string, taxonRank: string, parentId: string | null) => ({ taxonId, scientificName: taxonId, taxonRank, parentId, confidence: 0.9, answerable: true });
const order = named("Hymenoptera", "order", null);
const ants = named("Formicidae", "family", "Hymenoptera");
const genus = named("Camponotus", "genus", "Formicidae");

test("a name leads up as far as the candidates tell, and never round and round", () => {
  expect(lineageOf({ answer: genus, candidates: [order, ants, genus] }).map(({ taxonId }) => taxonId)).toEqual(["Camponotus", "Formicidae", "Hymenoptera"]);
  const ring = { ...order, parentId: "Camponotus" };
  expect(lineageOf({ answer: genus, candidates: [ring, ants, genus] })).toHaveLength(3);
  expect(lineageOf({ answer: null, candidates: [order] })).toEqual([]);
});

test("what lies above ants is no ant", () => {
  expect(isAnt({ answer: genus, candidates: [order, ants, genus] })).toBe(true);
  expect(isAnt({ answer: order, candidates: [order, ants, genus] })).toBe(false);
});

test("the surest child leads down, and never round and round", () => {
  const other = { ...named("Lasius", "genus", "Formicidae"), confidence: 0.05 };
  const kind = named("Camponotus a", "species", "Camponotus");
  const candidates = [other, order, ants, genus, kind, { ...ants, taxonId: "Camponotus", parentId: "Camponotus a" }];
  expect(ledTo({ answer: ants, candidates }).map(({ taxonId }) => taxonId)).toEqual(["Camponotus", "Camponotus a"]);
  expect(ledTo({ answer: null, candidates })).toEqual([]);
});

test("a name is an experiment where it is never answered and one above it is", () => {
  const tried = { ...genus, answerable: false };
  const above = { ...order, taxonId: "Insecta", answerable: false };
  const all = [above, { ...order, parentId: "Insecta" }, ants, tried];
  expect(all.filter((one) => isExperiment(one, all))).toEqual([tried]);
});

test("only groups have an English name here", () => {
  expect(Object.keys(common).filter((name) => name.includes(" "))).toEqual([]);
});
