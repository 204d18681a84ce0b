/** What the training and the judging of the model share with the engine; not a part of the published package. */

export { brought } from "./model/brought-weights.ts";
export { extractFeatures, longestModelText, modelBuckets, type TextFeatures } from "./model/features.ts";
export {
  createSuspicionFinder,
  type PackedModel,
  unpackModel,
  windowStarts,
  windowTokens,
} from "./model/linear-model.ts";
export { said } from "./model/said-weights.ts";
export { normalise } from "./views/normalise.ts";
export { originalView } from "./views/view.ts";
