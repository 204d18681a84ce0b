/** What the training of the model shares with the engine; not a part of the published package. */
export { extractFeatures, longestModelText, modelBuckets, type TextFeatures } from "./model/features.ts";
export { windowStarts, windowTokens } from "./model/linear-model.ts";
export { normalise } from "./views/normalise.ts";
export { originalView } from "./views/view.ts";
