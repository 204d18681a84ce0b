import { createHash } from "node:crypto";

/** How a personal value is made unreadable where no placeholder is wanted. */
export type MaskStrategy = "mask" | "partial" | "hash" | "token" | "remove";

/**
 * Writes a value in a form that does not tell it: `mask` stars every letter and digit, `partial` keeps the last four of at least eight,
 * `hash` gives twelve hex digits of SHA-256 (guessable for short values: a name for joins, no protection), `token` names the kind,
 * `remove` gives nothing.
 *
 * @param rule - Such as `personal.ssn`; only `token` shows it.
 */
export function maskValue(value: string, options: { readonly strategy: MaskStrategy; readonly rule: string }): string {
  switch (options.strategy) {
    case "mask":
      return value.replace(/[\p{L}\p{N}]/gu, "*");
    case "partial":
      return value.length < 8
        ? value.replace(/[\p{L}\p{N}]/gu, "*")
        : value.slice(0, -4).replace(/[\p{L}\p{N}]/gu, "*") + value.slice(-4);
    case "hash":
      return `[${createHash("sha256").update(value, "utf8").digest("hex").slice(0, 12)}]`;
    case "token":
      return `[${options.rule.slice(options.rule.indexOf(".") + 1).toUpperCase()}]`;
    case "remove":
      return "";
  }
}
