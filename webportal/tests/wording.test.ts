import { describe, expect, it } from "vitest";
import { namelessInShort } from "../src/answer/nameless";
import { confidenceWords, inShort, isItalic, limitOf, promise, reasonOf, traitWords, wrongOneIn } from "../src/answer/wording";
import type { Answer, Candidate } from "../src/api/types";
import { t } from "../src/messages";
import { p } from "../src/messages/pages";

const given: Candidate = { taxonId: "g1", scientificName: "Camponotus", taxonRank: "genus", confidence: 0.9731, parentId: null };
const answer: Answer = {
  release: "r", target: 0.95, answer: given, abstention: null, limit: null, note: "", needsView: null, together: false, suggested: [], candidates: [given],
};

describe("what may be promised", () => {
  it("says words before the number", () => {
    expect(confidenceWords(given)).toBe("High confidence, 97\u00a0%");
  });
  it("promises what was measured at the target, and says that it was not checked here", () => {
    expect(promise(answer)).toBe(
      "In our test set at least 95\u00a0% of such answers were right; not yet checked on pictures like yours.",
    );
  });
  it("gives no number for pictures unlike the training's", () => {
    expect(promise({ ...answer, abstention: "unlike_training" })).not.toMatch(/\d/);
  });
  it.each([
    [1, "over 99 %"], [0.995, "over 99 %"], [0.9949, "99 %"], [0.9499, "94 %"], [0.01, "1 %"],
    [0.004, "under 1 %"], [0, "under 1 %"],
  ])("never rounds %f up to a promise", (share, words) => {
    expect(p.answer.percent(share)).toBe(words.replace(" %", "\u00a0%"));
  });
  it("tells a guessed view as a guess, and says where nobody has counted", () => {
    const view = { term: "view", value: "profile", confidence: 0.931, checked: true };
    expect(traitWords(view)).toBe("View: Side, 93\u00a0%");
    expect(traitWords({ ...view, term: "caste", value: "queen", checked: false })).toBe("Caste: queen, 93\u00a0% (not checked)");
  });
  it("tells how often a target is wrong", () => {
    expect(wrongOneIn(0.95)).toBe(20);
    expect(wrongOneIn(0.99)).toBe(100);
  });
});

describe("reasons", () => {
  const codes = [
    "poor_picture", "label_only", "several_specimens", "not_an_insect", "outside_scope", "damaged",
    "unlike_training", "unknown_taxon", "undecided",
  ];
  it.each(codes)("%s has words and a way on", (code) => {
    const { why, helps } = reasonOf(code, null);
    expect(why).not.toContain(p.otherReason(code));
    expect(helps).not.toBe("");
  });
  it("counts the taxa of the release, and never speaks of a new species", () => {
    expect(reasonOf("unknown_taxon", 240).why).toBe("None of the 240 taxa this release knows.");
    expect(JSON.stringify([t, p])).not.toMatch(/new species/i);
  });
  it.each(["not_separable", "needs_other_view", "caste_or_stage_unseen", "undecided_below"])(
    "limit %s has words",
    (code) => expect(limitOf(code)).not.toBe(p.otherReason(code)),
  );
  it("shows a code it does not know instead of nothing", () => {
    expect(reasonOf("made_later", null).why).toContain("made_later");
  });
});

describe("one line", () => {
  it("names, or says why not", () => {
    expect(inShort(answer)).toBe("Camponotus (genus), 97\u00a0%");
    expect(inShort({ ...answer, answer: null, abstention: "label_only" })).toBe("No name. Label only");
    expect(inShort(null)).toBe("Not looked at yet");
  });
});

it("a list says why there is no name, or that nobody has looked yet", () => {
  expect(namelessInShort("label_only")).toBe("No name: Label only");
  expect(namelessInShort(null)).toBe("Not looked at yet");
});

describe("italics", () => {
  it.each([
    ["Camponotus", "genus", true], ["Camponotus pennsylvanicus", "species", true],
    ["Formicidae", "family", false], ["Kind A1", "species", false],
    ["Gauromyrmex MY01", "species", false], ["Camponotus", null, false],
  ])("%s (%s): %s", (name, rank, italic) => expect(isItalic(name, rank)).toBe(italic));
});
