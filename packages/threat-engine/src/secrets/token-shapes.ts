import { aiShapes } from "./shapes/ai-shapes.ts";
import { businessShapes } from "./shapes/business-shapes.ts";
import { cloudShapes } from "./shapes/cloud-shapes.ts";
import { developmentShapes } from "./shapes/development-shapes.ts";
import type { TokenShape } from "./token-shape.ts";

/**
 * Published shapes of API tokens. The kind becomes the rule `secret.<kind>`; several prefixes may share one.
 * Facts are from the vendors' documentation of their token formats and from public lists of such formats.
 */
export const tokenShapes: readonly TokenShape[] = [
  ...aiShapes,
  ...cloudShapes,
  ...developmentShapes,
  ...businessShapes,
];
