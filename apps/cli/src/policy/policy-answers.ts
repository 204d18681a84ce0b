import type { PolicyChangedJson, PolicyDocumentJson, PolicyJson, PolicyVersionJson } from "@infershield/proxy";
import { z } from "zod";

// What a server answers about policies, checked as in team/answers.ts.

const text = z.string().max(4_096);

const versionFields = {
  change: z.number(),
  layer: text,
  version: z.number(),
  hash: text.nullable(),
  author: text,
  created_at: text,
};
const version: z.ZodType<PolicyVersionJson> = z.object(versionFields);

/** Layers in force. */
export const policiesAnswer: z.ZodType<{ policies: PolicyVersionJson[] }> = z.object({ policies: z.array(version) });

/** A page of versions. */
export const historyAnswer: z.ZodType<{ versions: PolicyVersionJson[] }> = z.object({ versions: z.array(version) });

const documentFields = { ...versionFields, document: z.record(z.string(), z.unknown()).nullable() };

/** A version with its document, which is checked by whoever uses it. */
export const documentAnswer: z.ZodType<PolicyDocumentJson> = z.object(documentFields);

/** A version that was just made. */
export const changedAnswer: z.ZodType<PolicyChangedJson> = z.object({ ...documentFields, in_force: z.boolean() });

/** A rule as far as it is shown. */
export interface ShownRule {
  readonly name: string;
  readonly action: string;
}

/** What decides for a person, as far as it is shown. */
export type ShownPolicy = Omit<PolicyJson, "layers"> & {
  readonly layers: readonly { readonly level: string; readonly name: string; readonly rules: readonly ShownRule[] }[];
};

/** What decides for a person. */
export const policyAnswer: z.ZodType<ShownPolicy> = z.object({
  id: text,
  hash: text,
  risk_threshold: z.number(),
  unscannable: z.enum(["allow", "block"]),
  layers: z.array(z.object({ level: text, name: text, rules: z.array(z.looseObject({ name: text, action: text })) })),
});
