/** Answers and their codes. */

/** Why there is no answer; listed in order of precedence. */
export const ABSTENTIONS = [
  "poor_picture", "label_only", "several_specimens", "not_an_insect", "outside_scope", "damaged",
  "unlike_training", "unknown_taxon", "undecided",
] as const;

export type Abstention = (typeof ABSTENTIONS)[number];

/** Why an answer is coarser than the question; the order decides among equals. */
export const LIMITS = [
  "not_separable", "needs_other_view", "caste_or_stage_unseen", "undecided_below",
] as const;

export type Limit = (typeof LIMITS)[number];

/** A name with its calibrated probability, summed over everything below it. */
export interface Candidate {
  readonly taxonId: string;
  readonly scientificName: string;
  readonly rank: string;
  readonly confidence: number;
}

/** What the decoder measured on the rendition; `faults` are reasons of poor_picture. */
export interface Quality {
  readonly sharpness: number;
  readonly exposure: number;
  readonly ink: number;
  readonly faults: readonly string[];
}

/** What a release saw in one region: sums at every rank, novelty, quality. */
export interface Scores {
  readonly release: string;
  readonly candidates: readonly Candidate[];
  readonly quality: Quality;
  readonly novelty: number | null;
  readonly view: string | null;
  /** How many were counted in the region; null where nobody counted. */
  readonly individuals: number | null;
  /** The views that were fused, each once; absent where `view` is of one picture. */
  readonly fusedViews?: readonly (string | null)[];
}

/** What is known of the individual apart from the picture, in Darwin Core's terms; null: not known. */
export interface Subject {
  readonly caste: string | null;
  readonly sex: string | null;
  readonly lifeStage: string | null;
  readonly damaged: boolean;
}

export const UNKNOWN_SUBJECT: Subject = { caste: null, sex: null, lifeStage: null, damaged: false };

/** The deepest name that meets the target, or the reason why there is none. */
export interface Answer {
  readonly answer: Candidate | null;
  readonly abstention: Abstention | null;
  readonly limit: Limit | null;
  readonly candidates: readonly Candidate[];
  /** The reason in words, where there is more to say than the code. */
  readonly note: string;
  /** The view that would help, of the limit `needs_other_view`. */
  readonly needsView: string | null;
}

/**
 * No picture can tell what is below `taxonId`, whatever the score; null `view` holds for all views. A
 * picture whose view nobody stated may be of any.
 */
export interface Ceiling {
  readonly taxonId: string;
  readonly reason: string;
  readonly view: string | null;
  readonly needsView: string | null;
}
