import { readPolicyLayers } from "@infershield/instance";
import { type PolicyBook, policyBook } from "@infershield/policy";

/** A policy file or folder that is tried out. */
export interface TriedPolicy {
  readonly book: PolicyBook;
  /** The team that it is tried out for: the one asked for, else the only one that has a layer in it. */
  readonly team?: string;
  /** The person, in the same way. */
  readonly user?: string;
}

/**
 * Reads what a command tries out.
 *
 * @throws PolicyError `INVALID_POLICY`, `DUPLICATE_LAYER`; ConfigError `INVALID_CONFIG`
 */
export async function readPolicyBook(
  path: string,
  options: { readonly riskThreshold: number; readonly team?: string | undefined; readonly user?: string | undefined },
): Promise<TriedPolicy> {
  const { riskThreshold } = options;
  const book = policyBook(await readPolicyLayers(path), { riskThreshold });
  const team = options.team ?? onlyOne(book, "team");
  const user = options.user ?? onlyOne(book, "user");
  return { book, ...(team !== undefined && { team }), ...(user !== undefined && { user }) };
}

function onlyOne({ layers }: PolicyBook, level: "team" | "user"): string | undefined {
  const [first, ...more] = layers.filter((layer) => layer.level === level);
  return more.length === 0 ? first?.name : undefined;
}
