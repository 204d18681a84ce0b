import { PolicyError } from "./error.ts";
import type { Policy } from "./policy.ts";

/** Holds the policy in force while files change under a running process. */
export interface PolicyHolder {
  current(): Policy;
  /**
   * Puts another policy in force. When it cannot be built the last valid one stays.
   *
   * @param build - Parses and layers the documents as they are now.
   * @returns the error that kept the old one in force, or undefined
   */
  reload(build: () => Policy): PolicyError | undefined;
}

/** @param first - Valid: a process without any valid policy does not start. */
export function createPolicyHolder(first: Policy): PolicyHolder {
  let policy = first;
  return {
    current: () => policy,
    reload: (build) => {
      try {
        policy = build();
        return undefined;
      } catch (error) {
        if (error instanceof PolicyError) return error;
        throw error;
      }
    },
  };
}
