import type { PolicyLayer } from "./policy.ts";

/**
 * Whose layer it is, as text: `org`, `team:blue`, `user:kim@example.com`. The organisation has one layer, whatever that is called; no two others
 * have one text.
 */
export function placeText({ level, name }: Pick<PolicyLayer, "level" | "name">): string {
  return level === "org" ? level : `${level}:${name}`;
}
