import { describe, expect, it } from "vitest";
import { namelessInShort } from "../src/answer/nameless";
import { promiseWords } from "../src/answer/promised";
import { wrongOneIn } from "../src/answer/said";
import { aimOf, confidenceWords, helpOf, inShort, isItalic, limitOf, reasonOf, traitWords } from "../src/answer/wording";
import type { Answer, Candidate } from "../src/api/types";
import { t } from "../src/messages";
import { p } from "../src/messages/pages";

const given: Candidate = { taxonId: "g1", scientificName: "Camponotus", taxonRank: "genus", confidence: 0.9731, parentId: "f1", answerable: true };
const answer: Answer = {
  release: "r", target: 0.95, answer: given, abstention: null, limit: null, note: "", needsView: null, together: false, suggested: [],
  promise: null, measured: 0.99, taxa: 240, candidates: [given],
};

describe("what may be promised", () => {
  it("says words before the number", () => {
    expect(confidenceWords(given)).toBe("High confidence, 97\u00a0%");
  });
  it("says how many answers like this were right, and never that the aim was met", () => {
    const promised = { basis: "test_set", target: 0.95, together: true, right: 24, cases: 30, low: 0.627, high: 0.905, enough: true } as const;
    const said = "In the release's test set, not yet checked on pictures like yours: of 30 answers like this, 24 were right (63\u00a0% to 91\u00a0%).";
    expect(promiseWords(promised)).toBe(said);
    expect(promiseWords({ ...promised, right: 1, cases: 1, enough: false })).toMatch(/: too few to say \(1 of 1\)\.$/);
    const uncounted = promiseWords({ ...promised, right: null, cases: null, low: null, high: null, enough: null });
    expect(uncounted).toBe("In the release's test set, not yet checked on pictures like yours: nobody counted answers like this one.");
    expect(`${said}${uncounted}`).not.toMatch(/95/);
    expect(promiseWords(null)).toBe("");
  });
  it("gives no number for pictures unlike the training's", () => {
    const none = { basis: "none", target: 0.95, together: false, right: null, cases: null, low: null, high: null, enough: null } as const;
    expect(promiseWords(none)).not.toMatch(/\d/);
  });
  it("names the aim as an aim", () => {
    expect(aimOf(answer)).toBe("The aim is 95\u00a0% right answers; even where it is met, about one answer in 20 is wrong.");
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
    const { why, helps } = reasonOf({ ...answer, answer: null, abstention: code });
    expect(why).not.toContain(p.otherReason(code));
    expect(helps).not.toBe("");
  });
  it("counts the taxa of the release, and never speaks of a new species", () => {
    expect(reasonOf({ ...answer, abstention: "unknown_taxon" }).why).toBe("None of the 240 taxa this release knows.");
    expect(JSON.stringify([t, p])).not.toMatch(/new species/i);
  });
  it.each(["not_separable", "needs_other_view", "caste_or_stage_unseen", "undecided_below"])(
    "limit %s has words",
    (code) => expect(limitOf({ ...answer, limit: code })).not.toBe(p.otherReason(code)),
  );
  it("shows a code it does not know instead of nothing", () => {
    expect(reasonOf({ ...answer, abstention: "made_later" }).why).toContain("made_later");
  });
});

describe("what was never measured, and what is never answered", () => {
  it("tells a target that no release was measured at as such, and not as doubt about the picture", () => {
    const { why, helps } = reasonOf({ ...answer, answer: null, abstention: "undecided", target: 0.995 });
    expect(why).toContain("never measured at 99.5\u00a0%");
    expect(helps).toBe("Ask for 99\u00a0% or less.");
    expect(reasonOf({ ...answer, answer: null, abstention: "undecided" }).why).toMatch(/fit about equally well/);
  });
  it("does not call it doubt where all finer names are an experiment", () => {
    const ants = { taxonId: "f1", scientificName: "Formicidae", taxonRank: "family", confidence: 0.99, parentId: null, answerable: true };
    const tried = { ...given, answerable: false };
    const told: Answer = { ...answer, answer: ants, limit: "undecided_below", candidates: [ants, tried] };
    expect(limitOf(told)).toMatch(/experiment of this release and never an answer/);
    expect(helpOf(told)).toBe("");
    const unsure = { ...told, candidates: [ants, { ...tried, confidence: 0.1 }, { ...given, taxonId: "g2" }] };
    expect(limitOf(unsure)).toMatch(/several names fit/);
    expect(helpOf(unsure)).not.toBe("");
    expect(helpOf({ ...told, limit: "needs_other_view", needsView: "profile" })).toBe("A picture of this view: Side.");
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
