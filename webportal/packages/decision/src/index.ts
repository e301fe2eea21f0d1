/** The decision, the preprocessing and the search terms, as the server has them. */

export * from "./answer";
export { bestFirst, calibrated, candidatesFrom } from "./candidates";
export { bestPath, decide, thresholdsFor, type Wishes } from "./decide";
export { fuse } from "./fuse";
export { distance, DISTANCE_ALONE, energy, type Measure, novelty } from "./novelty";
export { edgeColour, letterbox, type Pixels, PREPROCESSING, resize, withoutAlpha } from "./preprocess";
export { type Asked, type Bin, type Count, interval, isCheckedTogether, isEnough, promise, type Promise } from "./promise";
export { measure } from "./quality";
export { Unreadable } from "./jpeg/unreadable";
export { roundtrip } from "./jpeg/roundtrip";
export { rendition, renditionInSteps, type Inflate } from "./rendition";
export { depth, isBelowGenus, NO_RANK, RANKS } from "./ranks";
export { readRelease, Release, type ReleaseFields, type Taxon } from "./release";
export { type Exported, exportedName, shownName, type Span } from "./shownName";
export { shrunk } from "./shrink";
export { fold, terms } from "./terms";
