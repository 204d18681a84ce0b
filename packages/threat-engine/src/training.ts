/** What the training and the judging of the model share with the engine; not a part of the published package. */
export { extractFeatures, longestModelText, modelBuckets, type TextFeatures } from "./model/features.ts";
export { createSuspicionFinder, windowStarts, windowTokens } from "./model/linear-model.ts";
export { readModel } from "./model/model-signal.ts";
export { normalise } from "./views/normalise.ts";
export { originalView } from "./views/view.ts";
