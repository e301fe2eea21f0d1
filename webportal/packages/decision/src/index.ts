/** The decision, the preprocessing and the search terms, as the server has them. */

export * from "./answer";
export { bestFirst, calibrated, candidatesFrom } from "./candidates";
export { bestPath, decide, thresholdsFor, type Wishes } from "./decide";
export { fuse } from "./fuse";
export { edgeColour, letterbox, type Pixels, PREPROCESSING, resize, withoutAlpha } from "./preprocess";
export { depth, NO_RANK, RANKS } from "./ranks";
export { readRelease, Release, type ReleaseFields, type Taxon } from "./release";
export { fold, terms } from "./terms";
