import type { Policy, PolicyBook, PolicySubject } from "@infershield/policy";
import type { Config } from "./load-config.ts";
import { policyIdentity, readPolicyLayers } from "./policy-files.ts";
import { type PolicyChange, tellChanges } from "./tell-changes.ts";

/** The policies in force, which follow their files. */
export interface Policies {
  /** The policy of one person. */
  of(subject: PolicySubject): Policy;
  /** Everything in force now. */
  book(): PolicyBook;
  /**
   * Looks whether the files changed, and puts what they say in force once they look the same twice. While they are not valid the last
   * valid policies stay.
   *
   * @returns what happened, once for each change; undefined when nothing changed
   */
  refresh(): Promise<PolicyChange | undefined>;
}

/**
 * Opens the built-in policy with the layers of the policy file or folder, where one is configured.
 *
 * @throws PolicyError `INVALID_POLICY`, `DUPLICATE_LAYER`; ConfigError `INVALID_CONFIG`: nothing starts without a valid policy
 */
export async function openPolicies({
  policyFile,
  riskThreshold,
}: Pick<Config, "policyFile" | "riskThreshold">): Promise<Policies> {
  const { policyBook } = await import("@infershield/policy");
  const read = async (path: string): Promise<PolicyBook> => policyBook(await readPolicyLayers(path), { riskThreshold });
  const identityOf = async (): Promise<string> => (policyFile === undefined ? "" : policyIdentity(policyFile));
  let seen = await identityOf();
  let book = policyFile === undefined ? policyBook([], { riskThreshold }) : await read(policyFile);
  let changing: string | undefined;
  const teller = tellChanges(async () => {
    if (policyFile !== undefined) book = await read(policyFile);
    return book.hash;
  }, book.hash);

  async function refresh(): Promise<PolicyChange | undefined> {
    const identity = await identityOf();
    if (identity === seen) {
      changing = undefined;
      return undefined;
    }
    // Whoever writes may not be done: what looks the same twice is read.
    if (identity !== changing) {
      changing = identity;
      return undefined;
    }
    seen = identity;
    return await teller.take();
  }

  return { of: (subject) => book.of(subject), book: () => book, refresh };
}
