/**
 * English in plain language, about level B1 of the European framework: short sentences, common words,
 * the same facts. Laid over the English words where a reader asks for it; what it lacks stays as it is.
 * tests/plain.test.ts holds sentences and words to the level. It imports no words: the page waits for it
 * before its own words are there.
 */

import type { Messages } from "./en";
import type { PageMessages } from "./en.pages";
import type { Partly } from "./merged";

const number = new Intl.NumberFormat("en");
/** A target in percent: 95 %, 99.5 %. */
const aimed = (share: number): string => `${number.format(Math.round(share * 1000) / 10)}\u00a0%`;
const count = (n: number, one: string, many: string): string => (n === 1 ? `1 ${one}` : `${number.format(n)} ${many}`);

export const words: Partly<Messages> = {
  home: {
    lead: "Send a picture of an insect. You get the name as far as we can be sure of it. If we are not sure, we tell you why.",
    visitors: "You need no account. We delete your pictures after 24 hours. We never learn from them and never publish them. Everybody who has the link can read the answer.",
    oneSpecimen: "All the pictures that I add together show the same insect",
    what: "What is in your pictures?",
    pinned: "Dead insects from a collection",
    living: "Living insects, outdoors",
  },
};

export const plainPages: Partly<PageMessages> = {
  rank: {
    order: "order (a very large group)",
    epifamily: "epifamily (a large group)",
    family: "family (a large group)",
    subfamily: "subfamily (part of a family)",
    tribe: "tribe (part of a family)",
    genus: "genus (a group of close species)",
    "species group": "species group (a few close species)",
    "species complex": "species complex (species that look the same)",
    species: "species (one kind)",
  },
  answer: {
    sureness: { high: "Very sure", good: "Quite sure", fair: "Not very sure", low: "Not sure" },
    target: (aim: number, wrong: number) => `We try to be right in ${aimed(aim)} of our answers. Even then, about one answer in ${number.format(wrong)} is wrong.`,
    unmeasured: (asked: number, most: number) => ({
      why: `You ask for ${aimed(asked)} right answers. We never tested that; we tested up to ${aimed(most)}. So we give no name.`,
      helps: `Ask for ${aimed(most)} or less.`,
    }),
    experiment: "only a test, never an answer",
    onlyTried: "We only try out the closer names. We never give them as an answer.",
    none: "We give no name",
    waiting: "Not finished yet",
    waitingHint: "Please wait. The answer appears here by itself.",
    helps: "What you can do",
    alternatives: "Other names that are possible",
    guesses: "Guesses",
    guessesHint: "These are only guesses. None of them is an answer.",
    given: "the name we give",
    limitLabel: "Why we do not say more",
  },
  abstention: {
    poor_picture: {
      short: "Bad picture",
      why: "The picture is not good enough.",
      helps: "Take a new picture. Make it sharp, use even light, and go close to the insect.",
    },
    label_only: {
      short: "Only a label",
      why: "We see a label in the picture but no insect.",
      helps: "Send a picture of the insect.",
    },
    several_specimens: {
      short: "More than one insect",
      why: "There is more than one insect in the picture.",
      helps: "Take a picture of each insect alone, or cut one out.",
    },
    not_an_insect: {
      short: "Not an insect",
      why: "We do not see an insect in this picture.",
      helps: "Is there an insect? Then go closer and put it in the middle.",
    },
    outside_scope: {
      short: "A group we do not know",
      why: "This is an insect, but we have not learned its group.",
      helps: "Another picture does not help here. Please ask a person who knows insects.",
    },
    damaged: {
      short: "Broken",
      why: "The insect is too broken. We cannot give a name.",
      helps: "Try a picture from another side. Maybe you can see parts that are not broken.",
    },
    unlike_training: {
      short: "Very different picture",
      why: "Your picture is very different from the pictures we learned from. So we cannot promise anything.",
      helps: "Take a picture from the side, or of the head from the front. Put the insect on a plain ground.",
    },
    unknown_taxon: {
      short: "We do not know it",
      why: "It is none of the names we have learned.",
      helps: "Please ask a person who knows this group. We cannot name what we have never seen.",
    },
    undecided: {
      short: "More than one name fits",
      why: "More than one name fits. We are not sure which is right.",
      helps: "Send another picture of the same insect. The head from the front and the side are best.",
    },
  },
  unknownOf: (taxa: number) => `It is none of the ${number.format(taxa)} names we have learned.`,
  limit: {
    not_separable: { short: "They look the same", why: "Nobody can tell these insects apart in a picture." },
    needs_other_view: { short: "Needs another side", why: "We need to see other parts of the insect. They are not in this picture." },
    caste_or_stage_unseen: {
      short: "Another form",
      why: "We learned from another form of this insect: another sex, a young one, or another kind of ant in the nest.",
    },
    undecided_below: { short: "Not sure beyond this", why: "More than one closer name fits. We are not sure which is right." },
  },
  suggested: {
    title: "What we guess from the picture",
    hint: "These are guesses. The name does not depend on them.",
    unchecked: "nobody has counted how often this is right",
  },
  trust: {
    PredictedByMachine: "Named by a computer",
    ReviewedByHuman: "Checked by a person",
    ValidatedByExpert: "Confirmed by an expert",
    Disputed: "Somebody has doubts",
  },
  trustNone: "Not checked",
  evidence: {
    heading: "Why this name?",
    open: "Why this name?",
    loading: "We look for insects with a known name …",
    none: "We know nothing that speaks for or against this name.",
    checkedHere: "People in this collection checked it. They did not see the computer's name",
    inTest: "In our tests. We have not checked pictures like yours yet",
    noPromise: "No promise. We have not checked pictures like this one.",
    like: (right: number, cases: number) => `${number.format(right)} of ${number.format(cases)} answers like this were right`,
    tooFew: (right: number, cases: number) => `too few to say (${number.format(right)} of ${number.format(cases)})`,
    together: "We checked this species only together with others, not alone.",
    training: (n: number, tested: number) => `The computer learned this name from ${count(n, "insect", "insects")}. We tested it on ${number.format(tested)}.`,
    coverage: (known: number, listed: number) => `The computer knows ${number.format(known)} of the ${number.format(listed)} names on this collection's list.`,
    nearest: "Known insects that look most like it",
    other: "The one with another name that looks most like it",
    noOther: "No similar insect with another name is known here.",
    trainingHidden: "We may not show the pictures it learned from (licence).",
    noNearest: "We know no other checked insect to compare it with.",
    noneShown: "We may not show their pictures (licence).",
    noProof: "Looking alike is no proof. Compare the two rows.",
    withheld: (n: number) => `We may not show ${count(n, "similar picture", "similar pictures")} (licence).`,
  },
  heat: {
    show: "Show where the computer looked",
    hide: "Hide where the computer looked",
    none: "This computer model does not tell where it looked.",
    what: "This is where the computer looked. It is not how experts tell insects apart.",
    legend: "Large dots counted more. Very small values are left out.",
  },
  keep: {
    open: "Keep my picture",
    lead: "If you do nothing, we delete it 24 hours after you sent it.",
    consent: "These pictures are mine. I agree that you keep them and show them under this licence.",
  },
  specimen: {
    observation: "A living insect",
    observationHint: "We learned mostly from dead insects in collections. Living insects look different.",
    ask: "People you can ask:",
    askWho: "iNaturalist, a site where people name plants and animals",
    askHint: "It is a different site. We send nothing there. You choose what you show.",
  },
};
